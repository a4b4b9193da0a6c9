import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import type { Platform } from "@/lib/conversations/schema";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import { dbFor } from "@/lib/db/tenant";
import { type ActiveConversation, type LiveEventView, MAX_ACTIVE, MAX_EVENTS } from "./schema";
import { ACTIVE_MINUTES } from "./values";

/** Length of a shown text, in characters. */
const TEXT_LENGTH = 200;

interface ConversationRow {
  id: string;
  platform: Platform;
  startedAt: Date;
  lastMessageAt: Date;
  messages: number;
  who: string | null;
  preview: string;
  position: number | null;
  role: "user" | "agent" | null;
  text: string | null;
}

/**
 * The newest events of the caller's one project, and the conversations under way. Of each kind only what the caller may
 * see: without `conversations:read` that is when a message came and from where, nothing else.
 */
export async function getLiveEvents(
  caller: Caller,
): Promise<{ events: LiveEventView[]; active: ActiveConversation[] }> {
  const canRead = caller.permissions.has("conversations:read");
  const [conversations, tickets, leads] = await Promise.all([
    newestConversations(caller),
    newestTickets(caller),
    newestLeads(caller),
  ]);
  const events = [...conversations.flatMap((row) => toEvents(row, canRead)), ...tickets, ...leads]
    .toSorted((one, other) => other.at.localeCompare(one.at) || other.key.localeCompare(one.key))
    .slice(0, MAX_EVENTS);
  return { events, active: canRead ? activeOf(conversations) : [] };
}

/** A conversation gives two events at most, so the newest ones hold every event there is to show. */
async function newestConversations(caller: Caller): Promise<ConversationRow[]> {
  return dbFor(caller).$queryRaw<ConversationRow[]>`
    SELECT c.id, c.platform::text AS platform, c.started_at AS "startedAt", c.last_message_at AS "lastMessageAt",
           c.user_message_count + c.agent_message_count AS messages, v.name AS who, c.preview, m.position,
           m.role::text AS role, left(m.content, ${TEXT_LENGTH}::int) AS text
      FROM conversation c
      LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
      LEFT JOIN LATERAL (
        SELECT m.position, m.role, m.content FROM message m
         WHERE m.project_id = c.project_id AND m.conversation_id = c.id
         ORDER BY m.position DESC LIMIT 1) m ON true
     WHERE c.project_id = ${soleProject(caller)}
     ORDER BY c.last_message_at DESC, c.id DESC LIMIT ${MAX_EVENTS}::int`;
}

function toEvents(row: ConversationRow, canRead: boolean): LiveEventView[] {
  const facts = {
    target_id: canRead ? row.id : null,
    platform: row.platform,
    who: canRead ? row.who : null,
    ticket_status: null,
  };
  const began: LiveEventView = {
    ...facts,
    key: `${row.id}:began`,
    at: row.startedAt.toJSON(),
    kind: "conversation",
    written_by: null,
    text: canRead ? row.preview : null,
  };
  // The first message is what began the conversation.
  if (row.position === null || row.position === 0) return [began];
  return [
    {
      ...facts,
      key: `${row.id}:${row.position}`,
      at: row.lastMessageAt.toJSON(),
      kind: "message",
      written_by: row.role === "agent" ? "agent" : "customer",
      text: canRead ? row.text : null,
    },
    began,
  ];
}

function activeOf(rows: readonly ConversationRow[]): ActiveConversation[] {
  const since = Date.now() - ACTIVE_MINUTES * MINUTE_SECONDS * 1000;
  return rows
    .filter((row) => row.lastMessageAt.getTime() >= since)
    .slice(0, MAX_ACTIVE)
    .map((row) => ({
      id: row.id,
      platform: row.platform,
      who: row.who,
      last_message_at: row.lastMessageAt.toJSON(),
      messages: row.messages,
      is_waiting: row.role === "user",
      text: row.text,
    }));
}

async function newestTickets(caller: Caller): Promise<LiveEventView[]> {
  if (!caller.permissions.has("tickets:read")) return [];
  const rows = await dbFor(caller).ticket.findMany({
    where: { projectId: soleProject(caller) },
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    take: MAX_EVENTS,
    select: { id: true, subject: true, status: true, updatedAt: true },
  });
  return rows.map((row) => ({
    key: `${row.id}:${row.updatedAt.getTime()}`,
    at: row.updatedAt.toJSON(),
    kind: "ticket",
    target_id: row.id,
    platform: null,
    who: null,
    written_by: null,
    ticket_status: row.status,
    text: row.subject,
  }));
}

async function newestLeads(caller: Caller): Promise<LiveEventView[]> {
  if (!caller.permissions.has("leads:read")) return [];
  const rows = await dbFor(caller).lead.findMany({
    where: { projectId: soleProject(caller) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: MAX_EVENTS,
    select: { id: true, name: true, email: true, phone: true, createdAt: true },
  });
  return rows.map((row) => ({
    key: row.id,
    at: row.createdAt.toJSON(),
    kind: "lead",
    target_id: row.id,
    platform: null,
    who: row.name ?? row.email ?? row.phone,
    written_by: null,
    ticket_status: null,
    text: null,
  }));
}
