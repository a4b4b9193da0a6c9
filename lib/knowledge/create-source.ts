import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { InvalidInputError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { contentHashOf, lockSources, requireSource, sameText, toSourceDetail } from "./rows";
import type { CreateSourceInput, SourceDetail } from "./schema";
import { sourcesChanged } from "./sources-changed";

/**
 * Adds a text that the chatbots of the caller's one project answer from once they are retrained.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws ConflictError `duplicate_source`: the same title and text are there already
 */
export async function createSource(caller: Caller, input: CreateSourceInput): Promise<SourceDetail> {
  requirePermission(caller, "chatbots:write");
  const projectId = soleProject(caller);
  if (input.kind === "custom" && input.file_name !== undefined) {
    throw new InvalidInputError("Only a document comes from a file.", {
      problems: [{ path: "file_name", message: "must be left out for custom content" }],
    });
  }
  await prepareQueues();
  return change(caller, {}, async (db) => {
    const id = newId("source");
    await lockSources(db, projectId);
    const { count } = await db.knowledgeSource.createMany({
      data: [
        {
          projectId,
          id,
          kind: input.kind,
          title: input.title,
          body: input.body,
          origin: input.file_name ?? "",
          contentHash: contentHashOf(input),
          createdById: caller.actor.kind === "person" ? caller.actor.userId : null,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) throw await sameText(db, input);
    await recordAudit(db, caller, {
      action: "source.create",
      targetKind: "source",
      targetId: id,
      details: { kind: input.kind, title: input.title },
    });
    await sourcesChanged(db, projectId);
    return toSourceDetail(await requireSource(db, id));
  });
}
