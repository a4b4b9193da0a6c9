import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { lockMembers, requireMayTouch, requireOwnerLeft } from "./owners";
import { memberColumns, toMemberView } from "./rows";
import type { ChangeRoleInput, MemberView } from "./schema";

/**
 * Gives a member another role. What their connections may do follows on the next request.
 * @throws NotFoundError no such member of the caller's organisation
 * @throws InsufficientPermissionError an owner is involved and the caller is none
 * @throws ConflictError the last owner would be gone
 */
export async function changeRole(caller: Caller, input: ChangeRoleInput): Promise<MemberView> {
  requirePermission(caller, "members:manage");
  const where = { organisationId_userId: { organisationId: caller.organisationId, userId: input.user_id } };
  return change(caller, {}, async (db) => {
    await lockMembers(db, caller);
    const before = await db.member.findUnique({ where, select: { role: true } });
    if (!before) throw new NotFoundError("member", input.user_id);
    requireMayTouch(caller, before.role, input.role);
    const after = await db.member.update({ where, data: { role: input.role }, select: memberColumns });
    await requireOwnerLeft(db);
    await recordAudit(db, caller, {
      action: "member.change_role",
      targetKind: "user",
      targetId: input.user_id,
      details: { before: before.role, after: input.role },
    });
    return toMemberView(after);
  });
}
