import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { TenantTransaction } from "@/lib/db/tenant";
import { enqueue, prepareQueues } from "@/lib/jobs/enqueue";
import { mailJob } from "@/lib/jobs/mail.job";
import { canMail } from "@/lib/outbound/mail";

/** To be called before the transaction that may notify somebody. */
export async function prepareNotices(): Promise<void> {
  if (canMail()) await prepareQueues();
}

/**
 * Queues a notice by e-mail for whoever works on the ticket, unless it is their own doing. Several of a kind that wait at
 * once are one.
 */
export async function notifyAssignee(
  db: TenantTransaction,
  caller: Caller,
  ticket: { projectId: string; ticketId: string; assigneeId: string | null },
  what: "assigned" | "answered",
): Promise<void> {
  const { projectId, ticketId, assigneeId: userId } = ticket;
  if (userId === null || !canMail()) return;
  if (caller.actor.kind === "person" && caller.actor.userId === userId) return;
  await enqueue(
    db,
    mailJob,
    { kind: "ticket_notice", what, projectId, ticketId, userId },
    { key: `${what} ${ticketId} ${userId}` },
  );
}
