import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { contentHashOf, lockSources, requireSource, sameText, toSourceDetail } from "./rows";
import type { SourceDetail, UpdateSourceInput } from "./schema";
import { sourcesChanged } from "./sources-changed";

/**
 * Sets title and text of a source. Chatbots answer from the text before until they are retrained.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws NotFoundError no such source in a project the caller may see
 * @throws ConflictError `duplicate_source`: another source has the same title and text
 */
export async function updateSource(caller: Caller, input: UpdateSourceInput): Promise<SourceDetail> {
  requirePermission(caller, "chatbots:write");
  const found = await requireSource(dbFor(caller), input.source_id);
  const owner = inProject(caller, found.projectId);
  await prepareQueues();
  return change(owner, {}, async (db) => {
    await lockSources(db, found.projectId);
    const before = await requireSource(db, found.id);
    const contentHash = contentHashOf(input);
    if (contentHash === contentHashOf(before)) return toSourceDetail(before);
    const twins = await db.knowledgeSource.count({ where: { contentHash } });
    if (twins > 0) throw await sameText(db, input);
    await db.knowledgeSource.updateMany({
      where: { id: before.id },
      data: { title: input.title, body: input.body, contentHash, updatedAt: new Date() },
    });
    await recordAudit(db, owner, {
      action: "source.update",
      targetKind: "source",
      targetId: before.id,
      details: { kind: before.kind, title: input.title, characters: input.body.length },
    });
    await sourcesChanged(db, found.projectId);
    return toSourceDetail(await requireSource(db, before.id));
  });
}
