import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { invitationUrl } from "@/lib/auth/invitation-link";
import { newLinkSecret } from "@/lib/auth/one-time-link";
import { DAY_SECONDS, secondsAfter } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/compare";
import { ConflictError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { enqueue, prepareQueues } from "@/lib/jobs/enqueue";
import { mailJob } from "@/lib/jobs/mail.job";
import { canMail } from "@/lib/outbound/mail";
import { sealInvitation } from "./mail-invitation";
import { requireMayTouch } from "./owners";
import { invitationColumns, toInvitationView } from "./rows";
import type { InviteMemberInput, NewInvitationView } from "./schema";

/** How long an invitation can be accepted, in seconds. */
export const INVITATION_SECONDS = 7 * DAY_SECONDS;

/**
 * Makes a link with which one person joins the organisation with a role. The link is told here and never again; one
 * for an address is mailed there too when a mail server is set up.
 * @throws InsufficientPermissionError an owner is to be invited and the caller is none
 * @throws ConflictError the address belongs to a member already
 */
export async function inviteMember(caller: Caller, input: InviteMemberInput): Promise<NewInvitationView> {
  requirePermission(caller, "members:manage");
  requireMayTouch(caller, input.role);
  const secret = newLinkSecret();
  const isMailed = input.email !== undefined && canMail();
  const id = newId("invitation");
  const sealed = isMailed ? await sealInvitation(id, secret) : null;
  if (isMailed) await prepareQueues();
  return change(caller, {}, async (db) => {
    if (input.email !== undefined) {
      const members = await db.member.count({ where: { user: { email: input.email } } });
      if (members > 0) {
        throw new ConflictError("This person is a member already.", {
          problems: [{ path: "email", message: "This address belongs to a member already." }],
        });
      }
    }
    const now = new Date();
    const row = await db.invitation.create({
      data: {
        id,
        organisationId: caller.organisationId,
        role: input.role,
        email: input.email ?? null,
        tokenHash: sha256(secret),
        createdById: caller.actor.kind === "person" ? caller.actor.userId : caller.actor.kind,
        createdAt: now,
        expiresAt: secondsAfter(now, INVITATION_SECONDS),
      },
      select: invitationColumns,
    });
    await recordAudit(db, caller, {
      action: "invitation.create",
      targetKind: "invitation",
      targetId: row.id,
      details: { role: input.role, email: input.email ?? null },
    });
    if (sealed !== null) {
      await enqueue(db, mailJob, { kind: "invitation", invitationId: id, sealed }, { key: id });
    }
    return { ...toInvitationView(row), url: invitationUrl(secret), is_mailed: isMailed };
  });
}
