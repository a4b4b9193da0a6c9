import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { Prisma } from "@/lib/db/generated/client";
import type { TenantClient } from "@/lib/db/tenant";
import { authorsOf } from "./authors";
import { withDiff } from "./diff";
import { fieldChanges, toFields } from "./field-changes";
import { type RevisionView, SUBJECT_KINDS, type SubjectKind } from "./schema";
import { SUBJECTS } from "./subjects";

export const revisionColumns = {
  projectId: true,
  id: true,
  subjectKind: true,
  subjectId: true,
  action: true,
  before: true,
  after: true,
  actorKind: true,
  actorId: true,
  connectionId: true,
  approvedById: true,
  undoesId: true,
  createdAt: true,
} satisfies Prisma.RevisionSelect;

type Columns = Prisma.RevisionGetPayload<{ select: typeof revisionColumns }>;
export type RevisionRow = Omit<Columns, "subjectKind"> & { subjectKind: SubjectKind };

/** @throws NotFoundError no such revision in a project the caller may see, or of a kind nobody knows any more */
export async function requireRevision(db: TenantClient, id: string): Promise<RevisionRow> {
  const row = await db.revision.findFirst({
    where: { id, subjectKind: { in: [...SUBJECT_KINDS] } },
    select: revisionColumns,
  });
  if (!row) throw new NotFoundError("revision", id);
  return row as RevisionRow;
}

/** Views of some revisions with names of authors and subjects, in a few queries for all. */
export async function toRevisionViews(
  db: TenantClient,
  rows: readonly RevisionRow[],
): Promise<RevisionView[]> {
  const ids = rows.map(({ id }) => id);
  const [authorOf, undoings, names] = await Promise.all([
    authorsOf(db, rows),
    ids.length === 0
      ? []
      : db.revision.findMany({ where: { undoesId: { in: ids } }, select: { id: true, undoesId: true } }),
    namesOf(db, rows),
  ]);
  return rows.map((row) => {
    const undoneBy = undoings.find(({ undoesId }) => undoesId === row.id)?.id ?? null;
    const isCreation = row.before === null;
    return {
      id: row.id,
      project_id: row.projectId,
      subject_kind: row.subjectKind,
      subject_id: row.subjectId,
      subject_name: names.get(row.subjectId) ?? null,
      action: row.action,
      author: authorOf(row),
      created_at: row.createdAt.toJSON(),
      changes: withDiff(fieldChanges(row.before as Json, row.after as Json)),
      undoes_id: row.undoesId,
      undone_by_id: undoneBy,
      is_undoable: undoneBy === null && !(isCreation && SUBJECTS[row.subjectKind].remove === undefined),
    };
  });
}

async function namesOf(db: TenantClient, rows: readonly RevisionRow[]): Promise<Map<string, string>> {
  const found = await Promise.all(
    SUBJECT_KINDS.map((kind) => {
      const ids = rows.filter((row) => row.subjectKind === kind).map(({ subjectId }) => subjectId);
      return ids.length === 0 ? [] : SUBJECTS[kind].names(db, [...new Set(ids)]);
    }),
  );
  const names = new Map(found.flat().map(({ id, name }) => [id, name]));
  const missing = rows.map(({ subjectId }) => subjectId).filter((id) => !names.has(id));
  if (missing.length === 0) return names;
  // What was deleted has its name in the revision of its deletion only.
  const deletions = await db.revision.findMany({
    where: { subjectId: { in: missing }, after: { equals: Prisma.DbNull } },
    select: { subjectId: true, before: true },
  });
  for (const { subjectId, before } of deletions) {
    const { name } = toFields(before as Json);
    if (typeof name === "string") names.set(subjectId, name);
  }
  return names;
}
