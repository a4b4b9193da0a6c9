import "server-only";
import type { Platform } from "@/lib/conversations/schema";
import { Prisma } from "@/lib/db/generated/client";
import type { TenantTransaction } from "@/lib/db/tenant";

/** A message as the rollups see it. */
export interface CountedMessage {
  role: "user" | "agent";
  sentAt: Date;
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

/** What one conversation adds to the rollups of one hour. */
interface Increment {
  chatbotId: string;
  platform: Platform;
  hour: Date;
  conversations: number;
  userMessages: number;
  agentMessages: number;
  answeredConversations: number;
  responseSeconds: number;
  responses: number;
}

const HOUR_MS = 3_600_000;

/**
 * Adds new and grown conversations of one project to the hourly and daily rollups. Runs in the transaction that writes
 * them: afterwards the rollups equal a recount of the rows. Two statements, whatever the number of conversations.
 *
 * A conversation counts in the hour it started, a message in the hour it was sent. A response is the time from the first
 * message of a visitor's run to the agent message that ends the run; it counts in the hour of that agent message.
 */
export async function recordConversations(
  db: TenantTransaction,
  projectId: string,
  conversations: readonly CountedConversation[],
): Promise<void> {
  const rows = incrementsOf(conversations);
  if (rows.length === 0) return;
  const payload = JSON.stringify(rows.map((row) => ({ ...row, hour: row.hour.toISOString() })));
  // Sorted by key: two imports at once take the rows' locks in the same order and never deadlock.
  await db.$executeRaw`
    INSERT INTO metric_hourly AS m (project_id, chatbot_id, platform, hour, conversations, user_messages, agent_messages,
                                    answered_conversations, response_seconds, responses)
    SELECT ${projectId}, r."chatbotId", r.platform::platform, r.hour, r.conversations, r."userMessages",
           r."agentMessages", r."answeredConversations", r."responseSeconds", r.responses
      FROM jsonb_to_recordset(${payload}::jsonb) AS r("chatbotId" text, platform text, hour timestamptz, conversations int,
           "userMessages" int, "agentMessages" int, "answeredConversations" int, "responseSeconds" bigint, responses int)
     ORDER BY r.hour, r."chatbotId", r.platform
    ON CONFLICT (project_id, hour, chatbot_id, platform) DO UPDATE SET
      conversations = m.conversations + excluded.conversations,
      user_messages = m.user_messages + excluded.user_messages,
      agent_messages = m.agent_messages + excluded.agent_messages,
      answered_conversations = m.answered_conversations + excluded.answered_conversations,
      response_seconds = m.response_seconds + excluded.response_seconds,
      responses = m.responses + excluded.responses`;
  await db.$executeRaw`
    INSERT INTO metric_daily AS m (project_id, chatbot_id, platform, day, conversations, user_messages, agent_messages,
                                   answered_conversations, response_seconds, responses)
    SELECT ${projectId}, r."chatbotId", r.platform::platform, (r.hour AT TIME ZONE 'UTC')::date AS day,
           sum(r.conversations), sum(r."userMessages"), sum(r."agentMessages"), sum(r."answeredConversations"),
           sum(r."responseSeconds"), sum(r.responses)
      FROM jsonb_to_recordset(${payload}::jsonb) AS r("chatbotId" text, platform text, hour timestamptz, conversations int,
           "userMessages" int, "agentMessages" int, "answeredConversations" int, "responseSeconds" bigint, responses int)
     GROUP BY r."chatbotId", r.platform, day
     ORDER BY day, r."chatbotId", r.platform
    ON CONFLICT (project_id, day, chatbot_id, platform) DO UPDATE SET
      conversations = m.conversations + excluded.conversations,
      user_messages = m.user_messages + excluded.user_messages,
      agent_messages = m.agent_messages + excluded.agent_messages,
      answered_conversations = m.answered_conversations + excluded.answered_conversations,
      response_seconds = m.response_seconds + excluded.response_seconds,
      responses = m.responses + excluded.responses`;
}

/** Something else that happened and is counted. */
export interface CountedEvent {
  kind: "lead" | "ticket";
  /** Null counts under the project's primary chatbot. */
  chatbotId: string | null;
  /** Null counts as `web`. */
  platform: Platform | null;
  at: Date;
}

/** The column of the rollups that an event raises. */
const EVENT_COLUMNS = {
  lead: Prisma.sql`leads`,
  ticket: Prisma.sql`tickets`,
} satisfies Record<CountedEvent["kind"], Prisma.Sql>;

/**
 * Adds one lead or ticket of a project to the hourly and daily rollups. Runs in the transaction that creates it:
 * afterwards the rollups equal a recount of the rows.
 */
export async function recordEvent(
  db: TenantTransaction,
  projectId: string,
  event: CountedEvent,
): Promise<void> {
  const chatbotId = event.chatbotId ?? (await primaryChatbot(db, projectId));
  const platform = event.platform ?? "web";
  const column = EVENT_COLUMNS[event.kind];
  const at = event.at.toJSON();
  await db.$executeRaw`
    INSERT INTO metric_hourly AS m (project_id, chatbot_id, platform, hour, ${column})
    VALUES (${projectId}, ${chatbotId}, ${platform}::platform, date_trunc('hour', ${at}::timestamptz, 'UTC'), 1)
    ON CONFLICT (project_id, hour, chatbot_id, platform) DO UPDATE SET ${column} = m.${column} + 1`;
  await db.$executeRaw`
    INSERT INTO metric_daily AS m (project_id, chatbot_id, platform, day, ${column})
    VALUES (${projectId}, ${chatbotId}, ${platform}::platform, (${at}::timestamptz AT TIME ZONE 'UTC')::date, 1)
    ON CONFLICT (project_id, day, chatbot_id, platform) DO UPDATE SET ${column} = m.${column} + 1`;
}

/** A project without any chatbot counts under none, so that its own sums stay right. */
async function primaryChatbot(db: TenantTransaction, projectId: string): Promise<string> {
  const chatbot = await db.chatbot.findFirst({
    where: { projectId },
    orderBy: [{ isPrimary: "desc" }, { id: "asc" }],
    select: { id: true },
  });
  return chatbot?.id ?? "";
}

/** Increments by hour, chatbot and platform. */
function incrementsOf(conversations: readonly CountedConversation[]): Increment[] {
  const increments = new Map<string, Increment>();

  function at(conversation: CountedConversation, moment: Date): Increment {
    const hour = new Date(Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS);
    const { chatbotId, platform } = conversation;
    const key = `${hour.getTime()} ${chatbotId} ${platform}`;
    let increment = increments.get(key);
    if (!increment) {
      increment = {
        chatbotId,
        platform,
        hour,
        conversations: 0,
        userMessages: 0,
        agentMessages: 0,
        answeredConversations: 0,
        responseSeconds: 0,
        responses: 0,
      };
      increments.set(key, increment);
    }
    return increment;
  }

  for (const conversation of conversations) {
    const earlier = conversation.earlier ?? [];
    const isNew = conversation.earlier === undefined;
    const start = at(conversation, conversation.startedAt);
    const isAnswer = (message: CountedMessage) => message.role === "agent";
    if (isNew) start.conversations += 1;
    if (!earlier.some(isAnswer) && conversation.messages.some(isAnswer)) start.answeredConversations += 1;

    let waitingSince = unansweredSince(earlier);
    for (const message of conversation.messages) {
      const increment = at(conversation, message.sentAt);
      if (message.role === "user") {
        increment.userMessages += 1;
        waitingSince ??= message.sentAt;
        continue;
      }
      increment.agentMessages += 1;
      if (waitingSince === null) continue;
      increment.responses += 1;
      increment.responseSeconds += wholeSeconds(waitingSince, message.sentAt);
      waitingSince = null;
    }
  }
  return [...increments.values()];
}

/** When the run of visitor messages at the end began; null when the last word was the agent's. */
function unansweredSince(messages: readonly CountedMessage[]): Date | null {
  const first = messages[messages.findLastIndex((message) => message.role === "agent") + 1];
  return first?.sentAt ?? null;
}

/** Times of imported history may run backwards; a response never takes less than nothing. */
function wholeSeconds(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
}
