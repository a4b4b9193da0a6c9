import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { hashPassword } from "@/lib/auth/passwords";
import { requireOperator } from "@/lib/auth/require-operator";
import { insertUser } from "@/lib/auth/users";
import type { Role } from "@/lib/auth/values";
import { change } from "@/lib/db/change";
import { requireMayTouch } from "./owners";
import type { CreateUserInput } from "./schema";

/**
 * Creates an account that is a member of the caller's organisation from the start. Only the operator sets somebody
 * else's password; everybody else invites.
 * @throws ConflictError the address has an account
 */
export async function createUser(
  caller: Caller,
  input: CreateUserInput & { role: Role },
): Promise<{ userId: string }> {
  requirePermission(caller, "members:manage");
  requireOperator(caller);
  requireMayTouch(caller, input.role);
  const passwordHash = await hashPassword(input.password);
  return change(caller, {}, async (db) => {
    const userId = await insertUser(db, {
      email: input.email,
      name: input.name,
      passwordHash,
      isEmailProven: true,
    });
    await db.member.create({
      data: { organisationId: caller.organisationId, userId, role: input.role },
      select: { userId: true },
    });
    await recordAudit(db, caller, {
      action: "member.create",
      targetKind: "user",
      targetId: userId,
      details: { role: input.role, email: input.email },
    });
    return { userId };
  });
}
