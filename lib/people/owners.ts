import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { Role } from "@/lib/auth/values";
import { ConflictError, InsufficientPermissionError } from "@/lib/core/errors";
import type { TenantTransaction } from "@/lib/db/tenant";

/**
 * Lets only owners (and the operator) act on owners or make one.
 * @param roles every role the act takes away or gives
 * @throws InsufficientPermissionError
 */
export function requireMayTouch(caller: Caller, ...roles: Role[]): void {
  const { actor } = caller;
  if (actor.kind === "operator" || !roles.includes("owner")) return;
  if (actor.kind === "person" && actor.role === "owner") return;
  throw new InsufficientPermissionError("members:manage", {
    reason: "owners_only",
    nextStep: "Only an owner can invite, change or remove an owner. Ask one.",
  });
}

/** Makes changes of an organisation's members wait for each other, so that two can't both take away "another" owner. */
export async function lockMembers(db: TenantTransaction, caller: Caller): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM organisation WHERE id = ${caller.organisationId} FOR UPDATE`;
}

/**
 * Call it after the change, inside the locked transaction.
 * @throws ConflictError the organisation has no owner left who can sign in
 */
export async function requireOwnerLeft(db: TenantTransaction): Promise<void> {
  const owners = await db.member.count({ where: { role: "owner", user: { disabledAt: null } } });
  if (owners > 0) return;
  throw new ConflictError("An organisation needs at least one owner.", {
    reason: "last_owner",
    nextStep: "Make another member an owner first.",
  });
}
