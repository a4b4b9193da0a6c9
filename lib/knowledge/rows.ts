import "server-only";
import { sha256 } from "@/lib/core/compare";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { SourceDetail, SourceKind, SourceView } from "./schema";

export const sourceColumns = {
  projectId: true,
  id: true,
  kind: true,
  title: true,
  body: true,
  origin: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.KnowledgeSourceSelect;

type SourceRow = Prisma.KnowledgeSourceGetPayload<{ select: typeof sourceColumns }>;

/** What a list shows in place of the whole text. */
export type SourceListRow = Omit<SourceRow, "body"> & { characters: number; excerpt: string };

type SourceFacts = Pick<
  SourceRow,
  "id" | "projectId" | "kind" | "title" | "origin" | "createdAt" | "updatedAt"
>;

function toFacts(row: SourceFacts) {
  return {
    id: row.id,
    project_id: row.projectId,
    kind: row.kind as SourceKind,
    title: row.title,
    origin: row.origin,
    created_at: row.createdAt.toJSON(),
    updated_at: row.updatedAt.toJSON(),
  };
}

export function toSourceView(row: SourceListRow): SourceView {
  return { ...toFacts(row), characters: row.characters, excerpt: row.excerpt };
}

export function toSourceDetail(row: SourceRow): SourceDetail {
  return { ...toFacts(row), body: row.body };
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

/** What makes two sources the same text. */
export function contentHashOf(source: { title: string; body: string }): string {
  return sha256(JSON.stringify([source.title, source.body]));
}

/** The text is there already, as another source. */
export async function sameText(
  db: TenantClient | TenantTransaction,
  source: { title: string; body: string },
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
