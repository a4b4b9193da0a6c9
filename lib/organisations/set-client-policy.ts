import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { clientPolicyColumns, toClientPolicy } from "./rows";
import type { ClientPolicy, SetClientPolicyInput } from "./schema";

/**
 * Says which clients may connect to the caller's organisation, and whether members below admin may let them change
 * anything. It counts at the next request of every connection; what it blocks goes on when it is lifted.
 * @throws InsufficientPermissionError
 */
export async function setClientPolicy(caller: Caller, input: SetClientPolicyInput): Promise<ClientPolicy> {
  requirePermission(caller, "organisation:manage");
  const after: ClientPolicy = { ...input, allowed_clients: [...new Set(input.allowed_clients)].sort() };
  return change(caller, {}, async (db) => {
    await db.$queryRaw`SELECT 1 FROM organisation WHERE id = ${caller.organisationId} FOR UPDATE`;
    const row = await db.organisation.findFirstOrThrow({ where: {}, select: clientPolicyColumns });
    const before = toClientPolicy(row);
    if (JSON.stringify(before) === JSON.stringify(after)) return before;
    await db.organisation.update({
      where: { id: caller.organisationId },
      data: {
        clientPolicy: after.policy,
        allowedClients: after.allowed_clients,
        membersMayWrite: after.members_may_write,
      },
      select: { id: true },
    });
    await recordAudit(db, caller, {
      action: "organisation.set_client_policy",
      targetKind: "organisation",
      targetId: caller.organisationId,
      details: { before: { ...before }, after: { ...after } },
    });
    return after;
  });
}
