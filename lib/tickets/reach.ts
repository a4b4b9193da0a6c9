import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantTransaction } from "@/lib/db/tenant";
import type { TicketOpener } from "./schema";

/** How a reply to a ticket comes to its customer, and what the ticket is about. */
export interface TicketReach {
  projectName: string;
  subject: string;
  openedBy: TicketOpener;
  /** The customer finds it in the chat on the website. */
  isInChat: boolean;
  /** Where it goes by e-mail: the ticket's address, else what the visitor left by now. */
  email: string | null;
}

/**
 * The chat shows a reply when the visitor uses the widget and the ticket has a conversation there, or is one they may
 * see in their list.
 * @throws NotFoundError no such ticket in the project
 */
export async function findReach(
  db: Pick<TenantTransaction, "$queryRaw">,
  projectId: string,
  ticketId: string,
): Promise<TicketReach> {
  const [row] = await db.$queryRaw<TicketReach[]>`
    SELECT p.name AS "projectName", t.subject, t.opened_by AS "openedBy", coalesce(t.email, v.email) AS email,
           v.token_hash IS NOT NULL AND (c.platform = 'web' OR t.opened_by <> 'person') AS "isInChat"
      FROM ticket t
      JOIN project p ON p.id = t.project_id
      LEFT JOIN visitor v ON v.project_id = t.project_id AND v.id = t.visitor_id
      LEFT JOIN conversation c ON c.project_id = t.project_id AND c.id = t.conversation_id
     WHERE t.project_id = ${projectId} AND t.id = ${ticketId}`;
  if (!row) throw new NotFoundError("ticket", ticketId);
  return { ...row, isInChat: row.isInChat === true };
}
