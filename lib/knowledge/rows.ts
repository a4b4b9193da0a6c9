import "server-only";
import { sha256 } from "@/lib/core/compare";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { plainText } from "@/lib/core/plain-text";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { DocumentFormat } from "@/lib/documents/schema";
import { REFRESH_HOURS, type Refresh, type SourceDetail, type SourceKind, type SourceView } from "./schema";
import { MAX_BODY_LENGTH } from "./values";

interface SourceText {
  title: string;
  body: string;
  url?: string | null;
}

export const sourceColumns = {
  projectId: true,
  id: true,
  kind: true,
  title: true,
  body: true,
  origin: true,
  format: true,
  url: true,
  refreshHours: true,
  fetchedAt: true,
  nextFetchAt: true,
  fetchError: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.KnowledgeSourceSelect;

type SourceRow = Prisma.KnowledgeSourceGetPayload<{ select: typeof sourceColumns }>;

/** What a list shows in place of the whole text. */
export type SourceListRow = SourceFacts & { characters: number; excerpt: string; isLearned: boolean };

type SourceFacts = Omit<SourceRow, "body">;

function toFacts(row: SourceFacts) {
  return {
    id: row.id,
    project_id: row.projectId,
    kind: row.kind as SourceKind,
    title: row.title,
    origin: row.origin,
    format: row.format as DocumentFormat,
    url: row.url,
    refresh: row.url === null ? null : toRefresh(row.refreshHours),
    fetched_at: row.fetchedAt?.toJSON() ?? null,
    next_fetch_at: row.nextFetchAt?.toJSON() ?? null,
    fetch_error: row.fetchError,
    created_at: row.createdAt.toJSON(),
    updated_at: row.updatedAt.toJSON(),
  };
}

export function toSourceView(row: SourceListRow): SourceView {
  const state = row.fetchError !== null ? "unread" : row.isLearned ? "learned" : "waiting";
  return { ...toFacts(row), characters: row.characters, excerpt: plainText(row.excerpt), state };
}

/** The choice that is nearest to what is kept. */
function toRefresh(hours: number | null): Refresh {
  if (hours === null) return "never";
  return hours <= REFRESH_HOURS.daily ? "daily" : hours <= REFRESH_HOURS.weekly ? "weekly" : "monthly";
}

export function toSourceDetail(row: SourceRow): SourceDetail {
  return { ...toFacts(row), body: row.body, is_editable: isEditable(row) };
}

/** Text that is read from somewhere would be overwritten, or could not be shown in a form. */
export function isEditable({ url, format, body }: Pick<SourceRow, "url" | "format" | "body">): boolean {
  return url === null && format !== "pdf" && body.length <= MAX_BODY_LENGTH;
}

/** @throws NotFoundError also for a source of another project */
export async function requireSource(
  db: TenantClient | TenantTransaction,
  sourceId: string,
): Promise<SourceRow> {
  const row = await db.knowledgeSource.findFirst({ where: { id: sourceId }, select: sourceColumns });
  if (!row) throw new NotFoundError("source", sourceId);
  return row;
}

/** What makes two sources the same text; web pages are told apart by their addresses. */
export function contentHashOf({ title, body, url }: SourceText): string {
  return sha256(JSON.stringify(url ? [title, body, url] : [title, body]));
}

/** The text is there already, as another source. */
export async function sameText(
  db: TenantClient | TenantTransaction,
  source: SourceText,
): Promise<ConflictError> {
  const twin = await db.knowledgeSource.findFirst({
    where: { contentHash: contentHashOf(source) },
    select: { id: true },
  });
  return new ConflictError("The same title and text are there already.", {
    reason: "duplicate_source",
    problems: [{ path: "body", message: `is the text of ${twin?.id ?? "another source"}` }],
    nextStep: "Edit that one, or write another text.",
  });
}

/** Lets one writer change a project's sources at a time, until its transaction ends: looking for a twin is enough then. */
export async function lockSources(db: TenantTransaction, projectId: string): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sources:${projectId}`}, 0))`;
}
