import "server-only";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { HOUR_SECONDS, secondsAfter } from "@/lib/core/clock";
import { ConflictError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { fetchPage } from "./fetch-page";
import { insertSource } from "./insert-source";
import { type CreateWebPageInput, REFRESH_HOURS, type SourceDetail } from "./schema";
import { MAX_TITLE_LENGTH } from "./values";

/**
 * Reads a web page and keeps its text as a document of the caller's one project; it is read again as often as asked for.
 * @throws InsufficientPermissionError without `chatbots:write`, before anything is fetched
 * @throws ConflictError `duplicate_source`: the page is there already
 * @throws InvalidInputError `page_unreadable`: why, and what to do
 */
export async function createWebPage(caller: Caller, input: CreateWebPageInput): Promise<SourceDetail> {
  requirePermission(caller, "chatbots:write");
  const projectId = soleProject(caller);
  const { url } = input;
  const twin = await dbFor(caller).knowledgeSource.findFirst({
    where: { projectId, url },
    select: { id: true },
  });
  if (twin) {
    throw new ConflictError("This page is there already.", {
      reason: "duplicate_source",
      problems: [{ path: "url", message: `is the page of ${twin.id}` }],
      nextStep: "Open it in the list, and read it again there.",
    });
  }
  const { document, etag } = await fetchPage(url, null);
  // Without a known version there is always a document.
  if (!document) throw new Error("A page that nobody knew came without its text.");
  const hours = REFRESH_HOURS[input.refresh];
  const now = new Date();
  return insertSource(caller, projectId, {
    kind: "document",
    title: document.title ?? titleOf(url),
    body: document.text,
    format: document.format,
    url,
    etag,
    refreshHours: hours,
    fetchedAt: now,
    nextFetchAt: hours === null ? null : secondsAfter(now, hours * HOUR_SECONDS),
  });
}

function titleOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  return `${hostname}${pathname === "/" ? "" : pathname}`.slice(0, MAX_TITLE_LENGTH).toWellFormed();
}
