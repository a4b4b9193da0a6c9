import "server-only";
import { jobCaller } from "@/lib/auth/job-caller";
import { NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { MailFailedError } from "@/lib/outbound/mail";
import { mailInvitation } from "@/lib/people/mail-invitation";
import { mailLink } from "@/lib/people/mail-link";
import { mailTicketNotice } from "@/lib/tickets/mail-notice";
import { mailReply } from "@/lib/tickets/mail-reply";
import { type MailPayload, mailJob } from "./mail.job";

/**
 * Sends one queued message. A failure that a later try may mend is thrown, so that the queue tries again; the last one is
 * logged, and a reply that could not be sent says so on its ticket.
 */
export async function handleMail(
  payload: unknown,
  attempt: { isLast: boolean; jobId: string },
): Promise<void> {
  const work = mailJob.payload.parse(payload);
  try {
    await send(work, attempt);
  } catch (error) {
    // The ticket or its project was deleted meanwhile.
    if (error instanceof NotFoundError) return;
    if (!(error instanceof MailFailedError)) throw error;
    logger.warn({ kind: work.kind, reason: error.message, isLast: attempt.isLast }, "a mail was not sent");
    if (error.isFinal || attempt.isLast) return;
    throw error;
  }
}

async function send(work: MailPayload, attempt: { isLast: boolean; jobId: string }): Promise<void> {
  switch (work.kind) {
    case "ticket_reply":
      return mailReply(await jobCaller(mailJob.name, work.projectId), work, attempt);
    case "ticket_notice":
      return mailTicketNotice(await jobCaller(mailJob.name, work.projectId), work, attempt.jobId);
    case "invitation":
      return mailInvitation(work.invitationId, work.sealed);
    case "sign_in_link":
    case "reset_link":
      return mailLink(work.kind, work.sealed);
  }
}
