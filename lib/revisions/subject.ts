import "server-only";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { Fields } from "./field-changes";
import type { SubjectKind } from "./schema";

/** What revisions are kept of. */
export interface Subject {
  projectId: string;
  subjectKind: SubjectKind;
  subjectId: string;
}

/**
 * Lets one change of a subject at a time through, until the transaction ends; also of one that does not exist (any
 * more), which has no row to lock.
 */
export async function lockSubject(db: TenantTransaction, subject: Omit<Subject, "projectId">): Promise<void> {
  const name = `${subject.subjectKind} ${subject.subjectId}`;
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/**
 * The moment of the next change: after every earlier one of the locked subject, whatever the clock of this instance
 * says, so that "changed since" has one answer.
 * @param updatedAt when the subject says it was changed last
 */
export async function nextMoment(
  db: TenantTransaction,
  { projectId, subjectKind, subjectId }: Subject,
  updatedAt?: Date,
): Promise<Date> {
  const newest = await db.revision.findFirst({
    where: { projectId, subjectKind, subjectId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { createdAt: true },
  });
  const last = Math.max(newest?.createdAt.getTime() ?? 0, updatedAt?.getTime() ?? 0);
  return new Date(Math.max(Date.now(), last + 1));
}

/** How changes of one kind of subject are undone. */
export interface UndoableSubject {
  /** The fields as they are, by published path; null when there is no such subject (any more). */
  read(db: TenantTransaction, subject: Subject): Promise<{ fields: Fields; updatedAt: Date } | null>;
  /** Sets some fields of a subject that exists. */
  write(db: TenantTransaction, subject: Subject, fields: Fields, at: Date): Promise<void>;
  /** Makes what was deleted again, under its id. Absent: such a subject is never deleted. */
  create?(db: TenantTransaction, subject: Subject, fields: Fields, at: Date): Promise<void>;
  /** Removes what was created. Absent: that can't be undone. */
  remove?(db: TenantTransaction, subject: Subject): Promise<void>;
  /** Names of those that exist. */
  names(db: TenantClient, ids: string[]): Promise<{ id: string; name: string }[]>;
}
