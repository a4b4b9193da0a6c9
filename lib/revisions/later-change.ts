import "server-only";
import { ConflictError } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import type { TenantTransaction } from "@/lib/db/tenant";
import { authorsOf } from "./authors";
import { fieldChanges } from "./field-changes";
import type { Subject } from "./subject";

/** A change of a subject that stands after a moment. */
interface LaterChange {
  id: string;
  createdAt: Date;
  author: string;
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
): Promise<LaterChange | undefined> {
  const rows = await db.revision.findMany({
    where: { projectId, subjectKind, subjectId, createdAt: { gt: since } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: {
      id: true,
      before: true,
      after: true,
      undoesId: true,
      createdAt: true,
      actorKind: true,
      actorId: true,
      connectionId: true,
      approvedById: true,
    },
  });
  const ids = new Set(rows.map(({ id }) => id));
  const isVoid = new Set<string>();
  for (const { id, undoesId } of rows) {
    if (isVoid.has(id) || undoesId === null || !ids.has(undoesId)) continue;
    isVoid.add(id).add(undoesId);
  }
  for (const row of rows) {
    if (isVoid.has(row.id)) continue;
    const changed = fieldChanges(row.before as Json, row.after as Json).map(({ field }) => field);
    const isWhole = row.before === null || row.after === null;
    const touched = isWhole ? changed : changed.filter((field) => fields.includes(field));
    if (touched.length === 0) continue;
    const { name } = (await authorsOf(db, [row]))(row);
    return { id: row.id, createdAt: row.createdAt, author: name, fields: touched };
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
  const at = later.createdAt.toISOString().replace("T", " ").slice(0, 16);
  const shown = later.fields.length > 4 ? [...later.fields.slice(0, 4), "more"] : later.fields;
  throw new ConflictError(
    `${later.author} changed ${shown.join(", ")} later, on ${at} UTC (${later.id}). That change would be lost.`,
    {
      reason: "later_change",
      nextStep,
      problems: later.fields.map((field) => ({ path: field, message: `was changed by ${later.id}` })),
    },
  );
}
