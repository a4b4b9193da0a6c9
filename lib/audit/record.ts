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
  await db.auditEntry.create({
    data: {
      id: newId("audit"),
      organisationId: caller.organisationId,
      ...actorColumns(caller),
      action: input.action,
      targetKind: input.targetKind,
      targetId: input.targetId ?? null,
      details: input.details ?? {},
      requestId: caller.requestId ?? null,
    },
    select: { id: true },
  });
}
