import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import type { Prisma } from "@/lib/db/generated/client";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { contentHashOf, lockSources, requireSource, sameText, toSourceDetail } from "./rows";
import type { SourceDetail } from "./schema";
import { sourcesChanged } from "./sources-changed";

type NewSource = Pick<
  Prisma.KnowledgeSourceUncheckedCreateInput,
  "kind" | "title" | "body" | "origin" | "format" | "etag" | "refreshHours" | "fetchedAt" | "nextFetchAt"
> & { url?: string };

/**
 * Keeps a new source of a project, notes it in the audit log and lets the chatbots learn it.
 * @throws ConflictError `duplicate_source`: the same title and text are there already
 */
export async function insertSource(
  caller: Caller,
  projectId: string,
  source: NewSource,
): Promise<SourceDetail> {
  await prepareQueues();
  return change(caller, {}, async (db) => {
    const id = newId("source");
    await lockSources(db, projectId);
    const { count } = await db.knowledgeSource.createMany({
      data: [
        {
          ...source,
          projectId,
          id,
          contentHash: contentHashOf(source),
          createdById: caller.actor.kind === "person" ? caller.actor.userId : null,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) throw await sameText(db, source);
    await recordAudit(db, caller, {
      action: "source.create",
      targetKind: "source",
      targetId: id,
      details: { kind: source.kind, title: source.title },
    });
    await sourcesChanged(db, projectId);
    return toSourceDetail(await requireSource(db, id));
  });
}
