import "server-only";
import { ConflictError } from "@/lib/core/errors";
import type { TenantTransaction } from "@/lib/db/tenant";
import { type AuthorColumns, authorsOf } from "./authors";
import type { Subject } from "./subject";

interface LaterRow extends AuthorColumns {
  id: string;
  undoesId: string | null;
  createdAt: Date;
  /** Made or removed the subject, so that it touches every field. */
  isWhole: boolean;
  fields: string[];
}

/**
 * The newest change after a moment that set one of the fields, or made or removed the subject. A change that was
 * undone does not count, nor does its undoing.
 */
async function laterChange(
  db: TenantTransaction,
  { projectId, subjectKind, subjectId }: Subject,
  since: Date,
  fields: readonly string[],
): Promise<{ row: LaterRow; touched: string[] } | undefined> {
  // The texts stay in the database: a chatbot may have thousands of changes of thousands of characters.
  const rows = await db.$queryRaw<LaterRow[]>`
    SELECT id, undoes_id AS "undoesId", created_at AS "createdAt", actor_kind AS "actorKind", actor_id AS "actorId",
           approved_by_id AS "approvedById", before IS NULL OR after IS NULL AS "isWhole",
           ARRAY(SELECT jsonb_object_keys(coalesce(after, before))) AS fields
      FROM revision
     WHERE project_id = ${projectId} AND subject_kind = ${subjectKind} AND subject_id = ${subjectId}
       AND created_at > ${since}
     ORDER BY created_at DESC, id DESC`;
  const ids = new Set(rows.map(({ id }) => id));
  const isVoid = new Set<string>();
  for (const { id, undoesId } of rows) {
    if (isVoid.has(id) || undoesId === null || !ids.has(undoesId)) continue;
    isVoid.add(id).add(undoesId);
  }
  for (const row of rows) {
    if (isVoid.has(row.id)) continue;
    const touched = row.isWhole ? row.fields : row.fields.filter((field) => fields.includes(field));
    if (touched.length > 0) return { row, touched };
  }
  return undefined;
}

/**
 * Keeps a change from overwriting a later one.
 * @param since the moment whose state the change was made for
 * @throws ConflictError `later_change`, naming who changed which of the fields when, and the revision
 */
export async function refuseLaterChange(
  db: TenantTransaction,
  subject: Subject,
  since: Date,
  fields: readonly string[],
  nextStep: string,
): Promise<void> {
  const later = await laterChange(db, subject, since, fields);
  if (!later) return;
  const { row, touched } = later;
  const { name } = (await authorsOf(db, [row]))(row);
  const at = row.createdAt.toISOString().replace("T", " ").slice(0, 16);
  const shown = touched.length > 4 ? [...touched.slice(0, 4), "more"] : touched;
  throw new ConflictError(
    `${name} changed ${shown.join(", ")} later, on ${at} UTC (${row.id}). That change would be lost.`,
    {
      reason: "later_change",
      nextStep,
      problems: touched.map((field) => ({ path: field, message: `was changed by ${row.id}` })),
    },
  );
}
