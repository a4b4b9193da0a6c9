import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { shownBy } from "./shown-by";

/**
 * Counts that a visitor was shown a rule's message, once per visitor. The rule itself is not changed by it.
 * @returns false when this visitor had seen it before
 * @throws NotFoundError no such active rule of the visitor's chatbot
 */
export async function recordShowing(
  caller: Caller,
  input: { rule_id: string; visitorHash: string },
): Promise<boolean> {
  const projectId = soleProject(caller);
  const [row] = await dbFor(caller).$queryRaw<{ isKnown: boolean; counted: number }[]>`
    WITH rule AS (
      SELECT project_id, id FROM sales_rule
       WHERE project_id = ${projectId} AND id = ${input.rule_id} AND chatbot_id = ${shownBy(caller)} AND is_active),
    shown AS (
      INSERT INTO sales_rule_showing (project_id, rule_id, visitor_hash)
      SELECT project_id, id, ${input.visitorHash} FROM rule ON CONFLICT DO NOTHING RETURNING project_id, rule_id),
    counted AS (
      UPDATE sales_rule r SET shown_count = r.shown_count + 1 FROM shown s
       WHERE r.project_id = s.project_id AND r.id = s.rule_id RETURNING r.id)
    SELECT EXISTS (SELECT 1 FROM rule) AS "isKnown", (SELECT count(*)::int FROM counted) AS counted`;
  if (!row?.isKnown) throw new NotFoundError("sales rule", input.rule_id);
  return row.counted > 0;
}
