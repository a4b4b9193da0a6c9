import "server-only";
import { actorColumns, type Caller, soleProject } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantTransaction } from "@/lib/db/tenant";
import type { SubjectKind } from "./schema";

/** One change of a chatbot, rule or campaign; `before` is null for a creation, `after` for a deletion. */
export interface RevisionInput {
  subjectKind: SubjectKind;
  subjectId: string;
  action: string;
  before: Prisma.InputJsonObject | null;
  after: Prisma.InputJsonObject | null;
  /** The moment of the change, from `nextMoment`; now for the first one of a subject. */
  at?: Date;
  /** The revision that this change undoes. */
  undoesId?: string;
}

/**
 * Keeps what a change replaced, inside the transaction that makes it. Both sides hold the fields that changed, by
 * their published path (`appearance.primary_color`), or the whole subject. The caller is narrowed to the project.
 * @returns the revision's id
 */
export async function recordRevision(
  db: TenantTransaction,
  caller: Caller,
  input: RevisionInput,
): Promise<string> {
  const at = input.at ?? new Date();
  const id = newId("revision", at);
  await db.revision.create({
    data: {
      id,
      createdAt: at,
      projectId: soleProject(caller),
      subjectKind: input.subjectKind,
      subjectId: input.subjectId,
      action: input.action,
      ...(input.before ? { before: input.before } : {}),
      ...(input.after ? { after: input.after } : {}),
      ...actorColumns(caller),
      connectionId: caller.actor.kind === "connection" ? caller.actor.connectionId : null,
      callId: caller.callId ?? null,
      undoesId: input.undoesId ?? null,
      approvedById: caller.approvedBy?.userId ?? null,
    },
    select: { id: true },
  });
  return id;
}
