import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { requireRevision, toRevisionViews } from "./rows";
import type { GetRevisionInput, RevisionView } from "./schema";

/**
 * One change with its whole difference.
 * @throws NotFoundError no such revision in a project the caller may see
 */
export async function getRevision(caller: Caller, input: GetRevisionInput): Promise<RevisionView> {
  requirePermission(caller, "chatbots:read");
  const db = dbFor(caller);
  const [view] = await toRevisionViews(db, [await requireRevision(db, input.revision_id)]);
  if (!view) throw new NotFoundError("revision", input.revision_id);
  return view;
}
