import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { renderLetter } from "@/lib/mail/letter";
import { messageIdOf } from "@/lib/mail/message-id";
import { ticketNoticeLetter } from "@/lib/mail/ticket-notice";
import { sendMail } from "@/lib/outbound/mail";

/**
 * Tells a member by e-mail about a ticket of theirs; nothing when it is not theirs any more, or they left.
 * @param jobId the same for each try
 * @throws MailFailedError it did not go out
 */
export async function mailTicketNotice(
  caller: Caller,
  notice: { what: "assigned" | "answered"; projectId: string; ticketId: string; userId: string },
  jobId: string,
): Promise<void> {
  const { projectId, ticketId, userId } = notice;
  const db = dbFor(caller);
  const [ticket, member, project] = await Promise.all([
    db.ticket.findFirst({
      where: { projectId, id: ticketId, assigneeId: userId },
      select: { subject: true },
    }),
    db.member.findFirst({
      where: { userId, user: { disabledAt: null } },
      select: { user: { select: { email: true } } },
    }),
    db.project.findFirst({ where: { id: projectId }, select: { name: true } }),
  ]);
  if (!ticket || !member || !project) return;
  const letter = ticketNoticeLetter({ ...notice, projectName: project.name, subject: ticket.subject });
  await sendMail({
    ...renderLetter(letter),
    to: member.user.email,
    messageId: messageIdOf(`notice-${jobId}`),
  });
}
