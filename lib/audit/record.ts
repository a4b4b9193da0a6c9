import "server-only";
import { actorColumns, type Caller } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantTransaction } from "@/lib/db/tenant";

export interface AuditInput {
  /** Subject and verb, such as `connection.revoke`. */
  action: string;
  targetKind: string;
  targetId?: string;
  /** Never a secret. */
  details?: Prisma.InputJsonObject;
}

/** Adds a line to the organisation's audit log, inside the transaction of the change it tells of. */
export async function recordAudit(db: TenantTransaction, caller: Caller, input: AuditInput): Promise<void> {
  await recordAudits(db, caller, [input]);
}

/** The same for a change of many things at once: a line for each. */
export async function recordAudits(
  db: TenantTransaction,
  caller: Caller,
  inputs: readonly AuditInput[],
): Promise<void> {
  await db.auditEntry.createMany({
    data: inputs.map((input) => ({
      id: newId("audit"),
      organisationId: caller.organisationId,
      ...actorColumns(caller),
      action: input.action,
      targetKind: input.targetKind,
      targetId: input.targetId ?? null,
      details: input.details ?? {},
      requestId: caller.requestId ?? null,
    })),
  });
}
