import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { HOUR_SECONDS, secondsAfter } from "@/lib/core/clock";
import { ConflictError, InvalidInputError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { fetchPage } from "./fetch-page";
import { contentHashOf, lockSources, requireSource, toSourceDetail } from "./rows";
import type { SourceDetail, SourceInput } from "./schema";
import { sourcesChanged } from "./sources-changed";

/** Until a page that could not be read is tried again, when it is read rarely. */
const RETRY_HOURS = 6;

/**
 * Reads the page of a source again. When that fails, the text before stays, and the source tells why.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws NotFoundError no such source in a project the caller may see
 * @throws ConflictError it does not come from a web page
 */
export async function refreshWebPage(caller: Caller, input: SourceInput): Promise<SourceDetail> {
  requirePermission(caller, "chatbots:write");
  const found = await requireSource(dbFor(caller), input.source_id);
  const owner = inProject(caller, found.projectId);
  const { url } = found;
  if (url === null) {
    throw new ConflictError("Only web pages can be read again.", {
      nextStep: "Edit its text, or upload its file anew.",
    });
  }
  const known = await dbFor(owner).knowledgeSource.findFirst({
    where: { id: found.id },
    select: { etag: true },
  });
  const fetched = await fetchPage(url, known?.etag ?? null).catch((error: unknown) => {
    if (error instanceof InvalidInputError) return error;
    throw error;
  });
  await prepareQueues();
  return change(owner, {}, async (db) => {
    await lockSources(db, found.projectId);
    // It may have been deleted or set to another rhythm meanwhile.
    const before = await requireSource(db, found.id);
    const now = new Date();
    const hours = before.refreshHours;
    if (fetched instanceof InvalidInputError) {
      await db.knowledgeSource.updateMany({
        where: { id: before.id },
        data: {
          fetchError: `${fetched.message} ${fetched.nextStep ?? ""}`.trim(),
          nextFetchAt: hours === null ? null : after(now, Math.min(hours, RETRY_HOURS)),
          updatedAt: before.updatedAt,
        },
      });
    } else {
      const body = fetched.document?.text ?? before.body;
      const isChanged = body !== before.body;
      await db.knowledgeSource.updateMany({
        where: { id: before.id },
        data: {
          ...(isChanged && {
            body,
            format: fetched.document?.format ?? before.format,
            contentHash: contentHashOf({ title: before.title, body, url }),
          }),
          etag: fetched.etag,
          fetchedAt: now,
          fetchError: null,
          nextFetchAt: hours === null ? null : after(now, hours),
          updatedAt: isChanged ? now : before.updatedAt,
        },
      });
      if (isChanged) {
        await recordAudit(db, owner, {
          action: "source.update",
          targetKind: "source",
          targetId: before.id,
          details: { kind: before.kind, title: before.title, characters: body.length },
        });
        await sourcesChanged(db, before.projectId);
      }
    }
    return toSourceDetail(await requireSource(db, before.id));
  });
}

function after(now: Date, hours: number): Date {
  return secondsAfter(now, hours * HOUR_SECONDS);
}
