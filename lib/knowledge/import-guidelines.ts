import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { readGuidelines } from "./read-guidelines";
import { contentHashOf, lockSources } from "./rows";
import type { GuidelineReport, ImportGuidelinesInput } from "./schema";
import { sourcesChanged } from "./sources-changed";

/**
 * Takes every entry of a file of guidelines as custom content of the caller's one project, all in one transaction. A
 * file can be imported again: an entry whose title came from a file of the same name before is updated, one whose text
 * is there already stays.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws InvalidInputError the file as a whole can't be read
 */
export async function importGuidelines(
  caller: Caller,
  input: ImportGuidelinesInput,
): Promise<GuidelineReport> {
  requirePermission(caller, "chatbots:write");
  const projectId = soleProject(caller);
  const { entries, rejected } = readGuidelines(input.text);
  await prepareQueues();
  return change(caller, {}, async (db) => {
    await lockSources(db, projectId);
    const hashes = new Map(entries.map((entry) => [contentHashOf(entry), entry]));
    const known = await db.knowledgeSource.findMany({
      where: { contentHash: { in: [...hashes.keys()] } },
      select: { contentHash: true },
    });
    for (const { contentHash } of known) hashes.delete(contentHash);
    const before = await db.knowledgeSource.findMany({
      where: {
        kind: "custom",
        origin: input.file_name,
        title: { in: [...hashes.values()].map(({ title }) => title) },
      },
      select: { id: true, title: true },
    });
    const idOfTitle = new Map(before.map(({ id, title }) => [title, id]));
    const created = [];
    for (const [contentHash, { title, body }] of hashes) {
      const id = idOfTitle.get(title);
      if (id === undefined) created.push({ title, body, contentHash });
      else {
        await db.knowledgeSource.updateMany({
          where: { id },
          data: { body, contentHash, updatedAt: new Date() },
        });
      }
    }
    await db.knowledgeSource.createMany({
      data: created.map((source) => ({
        ...source,
        projectId,
        id: newId("source"),
        kind: "custom" as const,
        origin: input.file_name,
        createdById: caller.actor.kind === "person" ? caller.actor.userId : null,
      })),
    });
    const report = {
      created: created.length,
      updated: hashes.size - created.length,
      unchanged: entries.length - hashes.size,
    };
    await recordAudit(db, caller, {
      action: "source.import",
      targetKind: "project",
      targetId: projectId,
      details: { file: input.file_name, ...report, rejected: rejected.length },
    });
    if (report.created + report.updated > 0) await sourcesChanged(db, projectId);
    return { ...report, rejected };
  });
}
