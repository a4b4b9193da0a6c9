import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { HOUR_SECONDS, secondsAfter } from "@/lib/core/clock";
import { ConflictError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { contentHashOf, isEditable, lockSources, requireSource, sameText, toSourceDetail } from "./rows";
import { REFRESH_HOURS, type SourceDetail, type UpdateSourceInput } from "./schema";
import { sourcesChanged } from "./sources-changed";

/**
 * Sets title and text of a source, and how often a web page is read. Chatbots answer from the text before until they
 * have learned the new one.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws NotFoundError no such source in a project the caller may see
 * @throws ConflictError `duplicate_source`: another source has the same title and text; or the text is read from
 *   somewhere, or the source is no web page
 */
export async function updateSource(caller: Caller, input: UpdateSourceInput): Promise<SourceDetail> {
  requirePermission(caller, "chatbots:write");
  const found = await requireSource(dbFor(caller), input.source_id);
  const owner = inProject(caller, found.projectId);
  await prepareQueues();
  return change(owner, {}, async (db) => {
    await lockSources(db, found.projectId);
    const before = await requireSource(db, found.id);
    const text = { title: input.title, body: input.body ?? before.body, url: before.url };
    if (text.body !== before.body && !isEditable(before)) throw notEditable(before.url);
    const isChanged = text.title !== before.title || text.body !== before.body;
    const hours = input.refresh === undefined ? before.refreshHours : REFRESH_HOURS[input.refresh];
    if (hours !== before.refreshHours) {
      if (before.url === null) throw notFromTheWeb();
      await db.knowledgeSource.updateMany({
        where: { id: before.id },
        data: {
          refreshHours: hours,
          nextFetchAt:
            hours === null ? null : secondsAfter(before.fetchedAt ?? before.createdAt, hours * HOUR_SECONDS),
          updatedAt: before.updatedAt,
        },
      });
    }
    if (isChanged) {
      const contentHash = contentHashOf(text);
      const twins = await db.knowledgeSource.count({ where: { contentHash, id: { not: before.id } } });
      if (twins > 0) throw await sameText(db, text);
      await db.knowledgeSource.updateMany({
        where: { id: before.id },
        data: { title: text.title, body: text.body, contentHash, updatedAt: new Date() },
      });
      await recordAudit(db, owner, {
        action: "source.update",
        targetKind: "source",
        targetId: before.id,
        details: { kind: before.kind, title: text.title, characters: text.body.length },
      });
      await sourcesChanged(db, found.projectId);
    }
    return toSourceDetail(await requireSource(db, before.id));
  });
}

function notEditable(url: string | null): ConflictError {
  return new ConflictError("The text of this source can't be edited here.", {
    problems: [{ path: "body", message: "is read from a file or page" }],
    nextStep:
      url === null ? "Upload the changed file, and delete this one." : "Change the page, and read it again.",
  });
}

function notFromTheWeb(): ConflictError {
  return new ConflictError("Only web pages are read again.", {
    problems: [{ path: "refresh", message: "must be left out" }],
    nextStep: "Leave it out.",
  });
}
