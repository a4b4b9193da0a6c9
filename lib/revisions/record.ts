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
}

/** Keeps what a change replaced, inside the transaction that makes it. The caller is narrowed to the project. */
export async function recordRevision(
  db: TenantTransaction,
  caller: Caller,
  input: RevisionInput,
): Promise<void> {
  await db.revision.create({
    data: {
      id: newId("revision"),
      projectId: soleProject(caller),
      subjectKind: input.subjectKind,
      subjectId: input.subjectId,
      action: input.action,
      ...(input.before ? { before: input.before } : {}),
      ...(input.after ? { after: input.after } : {}),
      ...actorColumns(caller),
      connectionId: caller.actor.kind === "connection" ? caller.actor.connectionId : null,
      callId: caller.callId ?? null,
      approvedById: caller.approvedBy?.userId ?? null,
    },
    select: { id: true },
  });
}
