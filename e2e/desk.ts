// What a team has done with a conversation: a ticket with a thread and a history, and a lead.
import type pg from "pg";
import { newId } from "@/lib/core/ids";

/** Texts of a desk; each stands on the pages of tickets and leads. */
export interface DeskTexts {
  subject: string;
  message: string;
  reply: string;
  note: string;
  lead: { name: string; email: string; phone: string };
}

/** Writes a ticket and a lead of a project's conversation, and tells the ticket's id. */
export async function fillDesk(
  db: pg.Client,
  project: string,
  conversation: string,
  texts: DeskTexts,
): Promise<string> {
  const ticket = newId("ticket");
  const member = await db.query(
    `SELECT m.user_id FROM member m JOIN project p ON p.organisation_id = m.organisation_id
      WHERE p.id = $1 ORDER BY m.created_at LIMIT 1`,
    [project],
  );
  const userId: string = member.rows[0].user_id;
  await db.query(
    `INSERT INTO ticket (project_id, id, conversation_id, subject, status, priority, assignee_id, email, opened_by)
     VALUES ($1, $2, $3, $4, 'in_progress', 'high', $5, 'ana@example.com', 'visitor')`,
    [project, ticket, conversation, texts.subject, userId],
  );
  const lines: [kind: string, body: string, author: string, from: string | null, to: string | null][] = [
    ["message", texts.message, "customer", null, null],
    ["status", "", "person", null, "new"],
    ["assignee", userId, "person", null, null],
    ["status", "", "person", "new", "in_progress"],
    ["reply", texts.reply, "person", null, null],
    ["note", texts.note, "person", null, null],
  ];
  for (const [index, [kind, body, author, from, to]] of lines.entries()) {
    await db.query(
      `INSERT INTO ticket_entry (project_id, id, ticket_id, kind, body, author_kind, author_id, from_status, to_status, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 second')`,
      [
        project,
        newId("ticketEntry"),
        ticket,
        kind,
        body,
        author,
        author === "person" ? userId : null,
        from,
        to,
        index,
      ],
    );
  }
  await db.query(
    `UPDATE ticket_entry SET mail_state = 'failed', mail_error = 'the mail server refused the address (550)'
      WHERE ticket_id = $1 AND kind = 'reply'`,
    [ticket],
  );
  // The search words are made from the thread when the ticket changes.
  await db.query("UPDATE ticket SET updated_at = now() WHERE id = $1", [ticket]);
  await db.query(
    `INSERT INTO lead (project_id, id, conversation_id, chatbot_id, name, email, phone, stage, source, consent_at, consent_text)
     SELECT project_id, $2, id, chatbot_id, $4, $5, $6, 'contacted', 'form', now(), 'I agree.' FROM conversation WHERE project_id = $1 AND id = $3`,
    [project, newId("lead"), conversation, texts.lead.name, texts.lead.email, texts.lead.phone],
  );
  return ticket;
}
