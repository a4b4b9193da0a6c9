import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { GUIDE_STEPS, type Guide, type GuideStep } from "./schema";

interface Row extends Record<GuideStep, boolean> {
  endedAt: Date | null;
  chatbotId: string | null;
}

/**
 * How far the caller's one project is on the way from nothing to an assistant that works with it, each step by fact.
 * One query that looks for one row of each kind, however many there are.
 * @throws NotFoundError the project is gone
 */
export async function getGuide(caller: Caller): Promise<Guide> {
  const id = soleProject(caller);
  const [row] = await dbFor(caller).$queryRaw<Row[]>`
    SELECT p.guide_ended_at AS "endedAt", true AS project,
           (SELECT b.id FROM chatbot b WHERE b.project_id = p.id AND b.is_primary) AS "chatbotId",
           EXISTS (SELECT FROM product r WHERE r.project_id = p.id)
             OR EXISTS (SELECT FROM knowledge_source s WHERE s.project_id = p.id)
             OR EXISTS (SELECT FROM product_feed f WHERE f.project_id = p.id)
             OR EXISTS (SELECT FROM import_run i WHERE i.project_id = p.id AND i.kind = 'conversations' AND i.created > 0)
             AS content,
           EXISTS (SELECT FROM chatbot b WHERE b.project_id = p.id AND b.instructions <> '' AND b.index_id IS NOT NULL)
             AS chatbot,
           EXISTS (SELECT FROM chatbot b WHERE b.project_id = p.id AND b.seen_at IS NOT NULL) AS embed,
           EXISTS (SELECT FROM connection c WHERE c.organisation_id = p.organisation_id
                      AND (c.project_id IS NULL OR c.project_id = p.id) AND c.revoked_at IS NULL
                      AND (c.expires_at IS NULL OR c.expires_at > now()))
             OR EXISTS (SELECT FROM api_key k WHERE k.organisation_id = p.organisation_id
                      AND (k.project_id IS NULL OR k.project_id = p.id) AND k.revoked_at IS NULL
                      AND k.last_used_at IS NOT NULL) AS assistant
      FROM project p WHERE p.organisation_id = ${caller.organisationId} AND p.id = ${id}`;
  if (!row) throw new NotFoundError("project", id);
  const done = GUIDE_STEPS.filter((step) => row[step]);
  return {
    done,
    is_finished: done.length === GUIDE_STEPS.length,
    is_put_away: row.endedAt !== null,
    primary_chatbot_id: row.chatbotId,
  };
}
