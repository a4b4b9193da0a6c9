import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { requireSource } from "./rows";
import type { SourceInput } from "./schema";

/**
 * Removes a source and its passages from every index: no chatbot answers from it any more.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws NotFoundError no such source in a project the caller may see
 */
export async function deleteSource(caller: Caller, input: SourceInput): Promise<{ id: string }> {
  requirePermission(caller, "chatbots:write");
  const found = await requireSource(dbFor(caller), input.source_id);
  const owner = inProject(caller, found.projectId);
  return change(owner, {}, async (db) => {
    // A retraining that is reading the source holds it until its passages are written; they are removed here then.
    await db.knowledgeSource.deleteMany({ where: { id: found.id } });
    const trainings = await db.training.findMany({
      where: { projectId: found.projectId },
      select: { id: true },
    });
    await db.knowledgeChunk.deleteMany({
      where: {
        projectId: found.projectId,
        trainingId: { in: trainings.map(({ id }) => id) },
        sourceKind: found.kind,
        sourceId: found.id,
      },
    });
    await recordAudit(db, owner, {
      action: "source.delete",
      targetKind: "source",
      targetId: found.id,
      details: { kind: found.kind, title: found.title },
    });
    return { id: found.id };
  });
}
