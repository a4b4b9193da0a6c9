import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { lockMembers, requireMayTouch, requireOwnerLeft } from "./owners";
import { memberColumns, toMemberView } from "./rows";
import type { MemberView, RemoveMemberInput } from "./schema";

/**
 * Takes a member out of the organisation; anybody may take out themselves. Their connections stop on the next request.
 * @throws NotFoundError no such member of the caller's organisation
 * @throws InsufficientPermissionError an owner is involved and the caller is none
 * @throws ConflictError the last owner would be gone
 */
export async function removeMember(caller: Caller, input: RemoveMemberInput): Promise<MemberView> {
  const isLeaving = caller.actor.kind === "person" && caller.actor.userId === input.user_id;
  if (!isLeaving) requirePermission(caller, "members:manage");
  const where = { organisationId_userId: { organisationId: caller.organisationId, userId: input.user_id } };
  return change(caller, {}, async (db) => {
    await lockMembers(db, caller);
    const before = await db.member.findUnique({ where, select: memberColumns });
    if (!before) throw new NotFoundError("member", input.user_id);
    if (!isLeaving) requireMayTouch(caller, before.role);
    await db.member.delete({ where, select: { userId: true } });
    await requireOwnerLeft(db);
    await recordAudit(db, caller, {
      action: isLeaving ? "member.leave" : "member.remove",
      targetKind: "user",
      targetId: input.user_id,
      details: { role: before.role, email: before.user.email },
    });
    return toMemberView(before);
  });
}
