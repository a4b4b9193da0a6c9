import "server-only";
import { createWorld, type World } from "@/lib/account/testing";
import type { Platform } from "@/lib/conversations/schema";
import { storeConversations } from "@/lib/conversations/testing";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { recordConversations } from "./record";

/** A conversation with the role and time of each message. */
export interface Happened {
  projectId: string;
  chatbotId: string;
  platform: Platform;
  turns: { role: "user" | "agent"; at: Date }[];
}

/** Stores conversations and counts them, as an import does. */
export async function happen(world: World, conversations: readonly Happened[]): Promise<void> {
  for (const [projectId, ofProject] of Map.groupBy(conversations, (one) => one.projectId)) {
    await storeConversations(
      projectId,
      ofProject.map(({ chatbotId, platform, turns }) => ({
        chatbotId,
        platform,
        startedAt: beginningOf(turns).toJSON(),
        turns: turns.map(({ role, at }) => ({ role, content: "x", at: at.toJSON() })),
      })),
    );
    await change(world.caller(), {}, (db) =>
      recordConversations(
        db,
        projectId,
        ofProject.map(({ chatbotId, platform, turns }) => ({
          chatbotId,
          platform,
          startedAt: beginningOf(turns),
          messages: turns.map(({ role, at }) => ({ role, sentAt: at })),
        })),
      ),
    );
  }
}

function beginningOf([first]: Happened["turns"]): Date {
  if (!first) throw new Error("A conversation has messages.");
  return first.at;
}

/** Another chatbot of a project. */
export async function addChatbot(projectId: string, name: string, isEnabled = true): Promise<string> {
  const id = newId("chatbot");
  await prisma.chatbot.create({ data: { projectId, id, name, isEnabled } });
  return id;
}

const PLATFORMS = ["web", "web", "whatsapp", "messenger"] as const;

/**
 * Two projects, the first with two chatbots, and conversations of the days before `until` over all of them: none, one or
 * several a day, answered or not, some of them past midnight.
 */
export async function busyWorld(until: Date, days: number) {
  const world = await createWorld(["One", "Two"]);
  const [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  const second = await addChatbot(one.id, "Night shift");
  const places = [
    { projectId: one.id, chatbotId: one.chatbotId },
    { projectId: one.id, chatbotId: second },
    { projectId: two.id, chatbotId: two.chatbotId },
  ];
  const midnight = Math.floor(until.getTime() / 86_400_000) * 86_400_000;
  const happened: Happened[] = [];
  for (let day = 0; day < days; day += 1) {
    for (let index = 0; index < (day * 7) % 5; index += 1) {
      const place = places[(day + index) % places.length] as (typeof places)[0];
      const start =
        midnight - (day + 1) * 86_400_000 + ((day * 5 + index * 6) % 24) * 3_600_000 + 59 * 60_000;
      const roles = (["user", "agent", "user", "agent", "agent"] as const).slice(0, 1 + ((day + index) % 5));
      happened.push({
        ...place,
        platform: PLATFORMS[(day + index) % PLATFORMS.length] as Platform,
        turns: roles.map((role, turn) => ({ role, at: new Date(start + turn * (40_000 + index * 1_000)) })),
      });
    }
  }
  await happen(world, happened);
  return { world, one, two, second, happened };
}

/** What happened in some conversations from one moment to another, counted one by one. */
export function recount(happened: readonly Happened[], from: Date, before: Date) {
  const isIn = (at: Date) => at >= from && at < before;
  const counts = { conversations: 0, user_messages: 0, agent_messages: 0, answered_conversations: 0 };
  const waits: number[] = [];
  for (const { turns } of happened) {
    if (turns[0] && isIn(turns[0].at)) {
      counts.conversations += 1;
      if (turns.some(({ role }) => role === "agent")) counts.answered_conversations += 1;
    }
    let asked: Date | null = null;
    for (const { role, at } of turns) {
      if (isIn(at)) counts[role === "user" ? "user_messages" : "agent_messages"] += 1;
      if (role === "user") asked ??= at;
      else {
        if (asked !== null && isIn(at)) waits.push(Math.round((at.getTime() - asked.getTime()) / 1000));
        asked = null;
      }
    }
  }
  const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
  return {
    ...counts,
    response_rate:
      counts.conversations === 0 ? null : rounded(counts.answered_conversations / counts.conversations, 4),
    average_response_seconds:
      waits.length === 0 ? null : rounded(waits.reduce((sum, wait) => sum + wait, 0) / waits.length, 1),
  };
}

type Span = "hour" | "day";

/** The rollups of a project by hour or day. */
export async function storedRollups(span: Span, projectId: string): Promise<unknown[]> {
  return span === "hour"
    ? prisma.$queryRaw`
        SELECT chatbot_id, platform::text, hour AS at, conversations, user_messages, agent_messages, answered_conversations,
               response_seconds::int, responses
          FROM metric_hourly WHERE project_id = ${projectId} ORDER BY 1, 2, 3`
    : prisma.$queryRaw`
        SELECT chatbot_id, platform::text, day::timestamp AT TIME ZONE 'UTC' AS at, conversations, user_messages,
               agent_messages, answered_conversations, response_seconds::int, responses
          FROM metric_daily WHERE project_id = ${projectId} ORDER BY 1, 2, 3`;
}

/** The same numbers counted from the rows, by a way of its own. */
export async function recountedRollups(span: Span, projectId: string): Promise<unknown[]> {
  return prisma.$queryRaw`
    WITH m AS (
      SELECT c.id, c.chatbot_id, c.platform, m.role, m.position, m.sent_at, c.started_at,
             m.role = 'agent' AND m.author_kind IS DISTINCT FROM 'rule' AS answers,
             max(m.position) FILTER (WHERE m.role = 'agent' AND m.author_kind IS DISTINCT FROM 'rule') OVER (
               PARTITION BY c.id ORDER BY m.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS agent_before
        FROM conversation c JOIN message m ON m.project_id = c.project_id AND m.conversation_id = c.id
       WHERE c.project_id = ${projectId}
    ), response AS (
      SELECT a.chatbot_id, a.platform, a.sent_at, round(greatest(0, extract(epoch FROM a.sent_at - u.sent_at)))::int AS seconds
        FROM m a CROSS JOIN LATERAL (
          SELECT u.sent_at FROM m u
           WHERE u.id = a.id AND u.role = 'user' AND u.position < a.position AND u.position > coalesce(a.agent_before, -1)
           ORDER BY u.position LIMIT 1) u
       WHERE a.answers
    ), event AS (
      SELECT chatbot_id, platform, started_at AS at, 1 AS conversations, 0 AS user_messages, 0 AS agent_messages,
             (bool_or(answers))::int AS answered, 0 AS seconds, 0 AS responses
        FROM m GROUP BY id, chatbot_id, platform, started_at
      UNION ALL
      SELECT chatbot_id, platform, sent_at, 0, (role = 'user')::int, (role = 'agent')::int, 0, 0, 0 FROM m
      UNION ALL
      SELECT chatbot_id, platform, sent_at, 0, 0, 0, 0, seconds, 1 FROM response
    )
    SELECT chatbot_id, platform::text, date_trunc(${span}, at, 'UTC') AS at, sum(conversations)::int AS conversations,
           sum(user_messages)::int AS user_messages, sum(agent_messages)::int AS agent_messages,
           sum(answered)::int AS answered_conversations, sum(seconds)::int AS response_seconds,
           sum(responses)::int AS responses
      FROM event GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
}
