import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import { renderLetter } from "@/lib/mail/letter";
import { messageIdOf } from "@/lib/mail/message-id";
import { ticketReplyLetter } from "@/lib/mail/ticket-reply";
import { MailFailedError, sendMail } from "@/lib/outbound/mail";
import { findReach } from "./reach";

/** A reply that waits to be sent. */
export interface WaitingReply {
  projectId: string;
  ticketId: string;
  entryId: string;
}

/**
 * Sends a reply by e-mail, once: one that was sent or given up is left alone.
 * @param attempt.isLast whether nobody tries again
 * @throws MailFailedError it did not go out and may later
 * @throws NotFoundError the ticket is gone
 */
export async function mailReply(
  caller: Caller,
  { projectId, ticketId, entryId }: WaitingReply,
  attempt: { isLast: boolean },
): Promise<void> {
  const db = dbFor(caller);
  const entry = await db.ticketEntry.findFirst({
    where: { projectId, ticketId, id: entryId, kind: "reply" },
    select: { body: true, mailState: true },
  });
  if (!entry) throw new NotFoundError("reply", entryId);
  if (entry.mailState !== "queued") return;
  const reach = await findReach(db, projectId, ticketId);
  const settle = async (data: { mailState?: "sent" | "failed"; mailedAt?: Date; mailError: string }) =>
    change(caller, {}, async (within) => {
      await within.ticketEntry.updateMany({
        where: { projectId, id: entryId, mailState: "queued" },
        data,
      });
      await announce(within, projectId, { kind: "ticket" });
    });
  try {
    if (reach.email === null) throw new MailFailedError("the address was removed", { isFinal: true });
    const letter = ticketReplyLetter({ ...reach, body: entry.body });
    await sendMail({ ...renderLetter(letter), to: reach.email, messageId: messageIdOf(entryId) });
  } catch (error) {
    if (!(error instanceof MailFailedError)) throw error;
    const isOver = error.isFinal || attempt.isLast;
    await settle({ ...(isOver && { mailState: "failed" }), mailError: error.message });
    if (isOver) return;
    throw error;
  }
  await settle({ mailState: "sent", mailedAt: new Date(), mailError: "" });
}
