import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { ConflictError, InsufficientPermissionError } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { change } from "@/lib/db/change";
import { dbFor, type TenantTransaction } from "@/lib/db/tenant";
import { type Fields, fieldChanges, isSame, toFields } from "./field-changes";
import { refuseLaterChange } from "./later-change";
import { recordRevision } from "./record";
import { type RevisionRow, requireRevision } from "./rows";
import type { UndoneRevision, UndoRevisionInput } from "./schema";
import { lockSubject, nextMoment, type Subject, type UndoableSubject } from "./subject";
import { SUBJECTS } from "./subjects";

/**
 * Puts back what a change replaced. Undoing is a change itself, with a revision that can be undone in turn. For people
 * only: an assistant that could undo could also undo what a person just put right.
 * @throws InsufficientPermissionError without `chatbots:write`, or not a person
 * @throws NotFoundError no such revision in a project the caller may see
 * @throws ConflictError `later_change`: a later change of the same fields would be lost; `already_undone`;
 *   `not_undoable`: the creation of something that others depend on
 */
export async function undoRevision(caller: Caller, input: UndoRevisionInput): Promise<UndoneRevision> {
  requirePermission(caller, "chatbots:write");
  if (caller.actor.kind !== "person") {
    throw new InsufficientPermissionError("chatbots:write", {
      nextStep: "Ask a person to undo it in the dashboard.",
    });
  }
  const found = await requireRevision(dbFor(caller), input.revision_id);
  const owner = inProject(caller, found.projectId);
  return change(owner, { dryRun: input.dry_run }, async (db) => {
    const subject: Subject = {
      projectId: found.projectId,
      subjectKind: found.subjectKind,
      subjectId: found.subjectId,
    };
    await lockSubject(db, subject);
    await refuseSecondUndo(db, found);
    const [before, after] = [found.before as Json, found.after as Json];
    const changes = fieldChanges(after, before);
    await refuseLaterChange(
      db,
      subject,
      found.createdAt,
      changes.map(({ field }) => field),
      "Undo the later change first, or change the values by hand.",
    );
    const at = await putBack(db, subject, SUBJECTS[found.subjectKind], found);
    const revisionId = await recordRevision(db, owner, {
      ...subject,
      action: "undo",
      before: found.after as never,
      after: found.before as never,
      at,
      undoesId: found.id,
    });
    await recordAudit(db, owner, {
      action: `${found.subjectKind}.undo`,
      targetKind: found.subjectKind,
      targetId: found.subjectId,
      details: { undone: found.id, revision: revisionId, fields: changes.map(({ field }) => field) },
    });
    return {
      subject_kind: found.subjectKind,
      subject_id: found.subjectId,
      changes,
      dry_run: input.dry_run,
      revision_id: input.dry_run ? null : revisionId,
    };
  });
}

async function refuseSecondUndo(db: TenantTransaction, { projectId, id }: RevisionRow): Promise<void> {
  const undone = await db.revision.findFirst({ where: { projectId, undoesId: id }, select: { id: true } });
  if (!undone) return;
  throw new ConflictError(`This change was undone already, by ${undone.id}.`, {
    reason: "already_undone",
    nextStep: "To have the change back, undo its undoing.",
  });
}

/** Answers the moment at which the subject is as it was before the revision. */
async function putBack(
  db: TenantTransaction,
  subject: Subject,
  undoable: UndoableSubject,
  revision: RevisionRow,
): Promise<Date> {
  const [before, after] = [toFields(revision.before as Json), toFields(revision.after as Json)];
  const current = await undoable.read(db, subject);
  const at = await nextMoment(db, subject, current?.updatedAt);
  if (revision.before === null) {
    if (!undoable.remove) {
      throw new ConflictError(
        "This creation can't be undone, because other things belong to what was created.",
        {
          reason: "not_undoable",
          nextStep: "Turn it off instead.",
        },
      );
    }
    if (!current) throw gone();
    await undoable.remove(db, subject);
  } else if (revision.after === null) {
    if (current || !undoable.create) throw changedElsewhere(Object.keys(before));
    await undoable.create(db, subject, before, at);
  } else {
    if (!current) throw gone();
    // A change that left no revision would be lost as well.
    const differing = Object.keys(after).filter((field) => !isSame(current.fields[field], after[field]));
    if (differing.length > 0) throw changedElsewhere(differing);
    await undoable.write(db, subject, onlyKnown(before, current.fields), at);
  }
  return at;
}

/** A field that a later version no longer has can't be put back. */
function onlyKnown(fields: Fields, known: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field in known));
}

function gone(): ConflictError {
  return new ConflictError("What this changed no longer exists.", { reason: "later_change" });
}

function changedElsewhere(fields: string[]): ConflictError {
  return new ConflictError(`${fields.join(", ")} changed later, so undoing would lose that.`, {
    reason: "later_change",
    nextStep: "Change the values by hand.",
  });
}
