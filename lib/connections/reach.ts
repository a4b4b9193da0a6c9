import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { type Access, mayGrantWriting, type Permission } from "@/lib/auth/values";
import { ConflictError, InvalidInputError } from "@/lib/core/errors";
import type { TenantTransaction } from "@/lib/db/tenant";

/** What somebody wants to let a client do. */
interface Grant {
  permissions: readonly Permission[];
  access: Access;
}

/**
 * Nobody grants more than they may do themselves, nor changes where the organisation keeps that to its admins.
 * @throws InsufficientPermissionError a permission the caller lacks
 * @throws InvalidInputError the caller may let an assistant read only
 */
export async function requireMayGrant(db: TenantTransaction, caller: Caller, grant: Grant): Promise<void> {
  requirePermission(caller, "connections:grant");
  for (const permission of grant.permissions) requirePermission(caller, permission);
  const { actor } = caller;
  if (grant.access === "readonly" || actor.kind !== "person") return;
  if (!mayGrantWriting(actor.role, true)) throw wrongAccess("Your role lets you grant reading only.");
  const { membersMayWrite } = await db.organisation.findFirstOrThrow({
    where: {},
    select: { membersMayWrite: true },
  });
  if (!mayGrantWriting(actor.role, membersMayWrite)) {
    throw wrongAccess("In this organisation only admins may let an assistant change something.");
  }
}

/** @throws ConflictError the organisation's policy does not let the client connect */
export async function requireClientAllowed(
  db: TenantTransaction,
  caller: Caller,
  client: { clientId: string; clientName: string; isVerified: boolean },
): Promise<void> {
  const [row] = await db.$queryRaw<{ allowed: boolean }[]>`
    SELECT client_allowed(client_policy, allowed_clients, ${client.clientId}, ${client.isVerified}) AS allowed
    FROM organisation WHERE id = ${caller.organisationId}`;
  if (row?.allowed) return;
  throw new ConflictError(`This organisation does not let ${client.clientName} connect.`, {
    reason: "client_not_allowed",
    nextStep: "An owner or admin changes that under Settings, Organisation.",
  });
}

function wrongAccess(message: string): InvalidInputError {
  return new InvalidInputError(message, { problems: [{ path: "access", message }] });
}
