import "server-only";
import type { Platform } from "@/lib/conversations/schema";
import { Prisma } from "@/lib/db/generated/client";
import type { TenantTransaction } from "@/lib/db/tenant";
import { LIVE_SPAN_MS, LIVE_STEP_MS } from "./live-steps";

/** A message as the rollups see it. */
export interface CountedMessage {
  role: "user" | "agent";
  sentAt: Date;
  /** What a sales rule said: a message of ours that answers nobody. */
  isGreeting?: boolean;
}

/** A conversation whose messages were just written. */
export interface CountedConversation {
  chatbotId: string;
  platform: Platform;
  startedAt: Date;
  /** Messages written now, in order of position. */
  messages: readonly CountedMessage[];
  /** Only of a conversation that grew: the messages it had before, in order. Absent for a new one. */
  earlier?: readonly CountedMessage[];
}

/** A lead or ticket that was just written. */
export interface CountedEvent {
  kind: "lead" | "ticket";
  /** Null counts under the project's primary chatbot. */
  chatbotId: string | null;
  /** Null counts under the web. */
  platform: Platform | null;
  at: Date;
}

/** Figures of the rollups; the live one has those that tell what happens, not how well. */
const COUNTERS = {
  conversations: 0,
  userMessages: 0,
  agentMessages: 0,
  answeredConversations: 0,
  responseSeconds: 0,
  responses: 0,
  leads: 0,
  tickets: 0,
};
type Counter = keyof typeof COUNTERS;

/** One figure that grows at a moment. */
interface Growth {
  chatbotId: string;
  platform: Platform;
  at: Date;
  counter: Counter;
  by: number;
}

const HOUR_MS = 3_600_000;

/**
 * Adds new and grown conversations of one project to the rollups. Runs in the transaction that writes them: afterwards
 * the hourly and daily rollups equal a recount of the rows, and the live steps those of the last two days. Three
 * statements, whatever the number of conversations; two for history that is older.
 *
 * A conversation counts in the hour it started, a message in the hour it was sent. A response is the time from the first
 * message of a visitor's run to the agent message that ends the run; it counts in the hour of that agent message. What a
 * sales rule says is an agent message and no response.
 */
export async function recordConversations(
  db: TenantTransaction,
  projectId: string,
  conversations: readonly CountedConversation[],
): Promise<void> {
  await grow(db, projectId, conversations.flatMap(growthOf));
}

/** Adds a lead or ticket to the same rollups, in the transaction that writes it. */
export async function recordEvent(
  db: TenantTransaction,
  projectId: string,
  event: CountedEvent,
): Promise<void> {
  const chatbotId = event.chatbotId ?? (await primaryChatbot(db, projectId));
  const counter = event.kind === "lead" ? "leads" : "tickets";
  await grow(db, projectId, [{ chatbotId, platform: event.platform ?? "web", at: event.at, counter, by: 1 }]);
}

/** Empty in a project without any chatbot: its leads and tickets count all the same. */
async function primaryChatbot(db: TenantTransaction, projectId: string): Promise<string> {
  const chatbot = await db.chatbot.findFirst({
    where: { projectId },
    orderBy: [{ isPrimary: "desc" }, { id: "asc" }],
    select: { id: true },
  });
  return chatbot?.id ?? "";
}

/** What grows in a row `m` of the rollups by hour and by day. */
const ADDED = Prisma.sql`
  conversations = m.conversations + excluded.conversations,
  user_messages = m.user_messages + excluded.user_messages,
  agent_messages = m.agent_messages + excluded.agent_messages,
  answered_conversations = m.answered_conversations + excluded.answered_conversations,
  response_seconds = m.response_seconds + excluded.response_seconds,
  responses = m.responses + excluded.responses,
  leads = m.leads + excluded.leads,
  tickets = m.tickets + excluded.tickets`;

async function grow(db: TenantTransaction, projectId: string, growth: readonly Growth[]): Promise<void> {
  if (growth.length === 0) return;
  const rows = Prisma.sql`
    jsonb_to_recordset(${payloadOf(growth, HOUR_MS)}::jsonb) AS r("chatbotId" text, platform text, start timestamptz,
      conversations int, "userMessages" int, "agentMessages" int, "answeredConversations" int,
      "responseSeconds" bigint, responses int, leads int, tickets int)`;
  // Sorted by key: two imports at once take the rows' locks in the same order and never deadlock.
  await db.$executeRaw`
    INSERT INTO metric_hourly AS m (project_id, chatbot_id, platform, hour, conversations, user_messages, agent_messages,
                                    answered_conversations, response_seconds, responses, leads, tickets)
    SELECT ${projectId}, r."chatbotId", r.platform::platform, r.start, r.conversations, r."userMessages",
           r."agentMessages", r."answeredConversations", r."responseSeconds", r.responses, r.leads, r.tickets
      FROM ${rows}
     ORDER BY r.start, r."chatbotId", r.platform
    ON CONFLICT (project_id, hour, chatbot_id, platform) DO UPDATE SET ${ADDED}`;
  await db.$executeRaw`
    INSERT INTO metric_daily AS m (project_id, chatbot_id, platform, day, conversations, user_messages, agent_messages,
                                   answered_conversations, response_seconds, responses, leads, tickets)
    SELECT ${projectId}, r."chatbotId", r.platform::platform, (r.start AT TIME ZONE 'UTC')::date AS day,
           sum(r.conversations), sum(r."userMessages"), sum(r."agentMessages"), sum(r."answeredConversations"),
           sum(r."responseSeconds"), sum(r.responses), sum(r.leads), sum(r.tickets)
      FROM ${rows}
     GROUP BY r."chatbotId", r.platform, day
     ORDER BY day, r."chatbotId", r.platform
    ON CONFLICT (project_id, day, chatbot_id, platform) DO UPDATE SET ${ADDED}`;

  const since = Date.now() - LIVE_SPAN_MS;
  const recent = growth.filter(({ at, counter }) => at.getTime() >= since && LIVE_COUNTERS.has(counter));
  if (recent.length === 0) return;
  await db.$executeRaw`
    INSERT INTO metric_live AS m (project_id, chatbot_id, platform, step, conversations, user_messages, agent_messages,
                                  leads, tickets)
    SELECT ${projectId}, r."chatbotId", r.platform::platform, r.start, r.conversations, r."userMessages",
           r."agentMessages", r.leads, r.tickets
      FROM jsonb_to_recordset(${payloadOf(recent, LIVE_STEP_MS)}::jsonb) AS r("chatbotId" text, platform text,
           start timestamptz, conversations int, "userMessages" int, "agentMessages" int, leads int, tickets int)
     ORDER BY r.start, r."chatbotId", r.platform
    ON CONFLICT (project_id, step, chatbot_id, platform) DO UPDATE SET
      conversations = m.conversations + excluded.conversations,
      user_messages = m.user_messages + excluded.user_messages,
      agent_messages = m.agent_messages + excluded.agent_messages,
      leads = m.leads + excluded.leads, tickets = m.tickets + excluded.tickets`;
}

const LIVE_COUNTERS: ReadonlySet<Counter> = new Set([
  "conversations",
  "userMessages",
  "agentMessages",
  "leads",
  "tickets",
]);

/** Sums by step of `stepMs`, chatbot and platform, as JSON. */
function payloadOf(growth: readonly Growth[], stepMs: number): string {
  const rows = new Map<string, typeof COUNTERS & { chatbotId: string; platform: Platform; start: string }>();
  for (const { chatbotId, platform, at, counter, by } of growth) {
    const start = Math.floor(at.getTime() / stepMs) * stepMs;
    const key = `${start} ${chatbotId} ${platform}`;
    let row = rows.get(key);
    if (!row) {
      row = { ...COUNTERS, chatbotId, platform, start: new Date(start).toJSON() };
      rows.set(key, row);
    }
    row[counter] += by;
  }
  return JSON.stringify([...rows.values()]);
}

function growthOf(conversation: CountedConversation): Growth[] {
  const { chatbotId, platform, startedAt, messages, earlier = [] } = conversation;
  const growth: Growth[] = [];
  const add = (counter: Counter, at: Date, by = 1) => growth.push({ chatbotId, platform, at, counter, by });
  if (conversation.earlier === undefined) add("conversations", startedAt);
  if (!earlier.some(isAnswer) && messages.some(isAnswer)) add("answeredConversations", startedAt);
  let waitingSince = unansweredSince(earlier);
  for (const message of messages) {
    if (message.role === "user") {
      add("userMessages", message.sentAt);
      waitingSince ??= message.sentAt;
      continue;
    }
    add("agentMessages", message.sentAt);
    if (message.isGreeting || waitingSince === null) continue;
    add("responses", message.sentAt);
    add("responseSeconds", message.sentAt, wholeSeconds(waitingSince, message.sentAt));
    waitingSince = null;
  }
  return growth;
}

/** When the run of visitor messages at the end began; null when the last word was the agent's. */
function unansweredSince(messages: readonly CountedMessage[]): Date | null {
  const run = messages.slice(messages.findLastIndex(isAnswer) + 1);
  return run.find(({ role }) => role === "user")?.sentAt ?? null;
}

function isAnswer({ role, isGreeting }: CountedMessage): boolean {
  return role === "agent" && !isGreeting;
}

/** Times of imported history may run backwards; a response never takes less than nothing. */
function wholeSeconds(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
}
