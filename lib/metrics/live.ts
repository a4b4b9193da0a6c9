import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { PLATFORMS, type Platform } from "@/lib/conversations/schema";
import { HOUR_SECONDS, MINUTE_SECONDS } from "@/lib/core/clock";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { sumOf } from "./figures";
import { namedChatbot } from "./named-chatbot";
import type { GetLiveMetricsInput, LiveMetrics } from "./schema";

interface Row {
  platform: Platform;
  start: Date;
  conversations: number;
  userMessages: number;
  agentMessages: number;
  leads: number;
  tickets: number;
}

interface Now {
  five: number;
  fifteen: number;
  waiting: number;
  /** Seconds; 0 when nobody waits. */
  wait: number;
}

/**
 * What happened in the last hours, step by step, and what happens now. The steps come from the live rollup; the present
 * looks at the conversations of the last hour alone.
 * @throws NotFoundError no such chatbot in a project the caller may see
 */
export async function getLiveMetrics(caller: Caller, input: GetLiveMetricsInput): Promise<LiveMetrics> {
  requirePermission(caller, "analytics:read");
  const db = dbFor(caller);
  const now = Date.now();
  const stepMs = input.step_minutes * MINUTE_SECONDS * 1000;
  const count = (input.hours * 60) / input.step_minutes;
  // The step that is under way is the last one.
  const first = Math.floor(now / stepMs) * stepMs - (count - 1) * stepMs;
  const [chatbot, rows, present] = await Promise.all([
    namedChatbot(db, input.chatbot_id),
    db.$queryRaw<Row[]>(stepsQuery(caller, input, new Date(first))),
    db.$queryRaw<[Now]>(presentQuery(caller, input.chatbot_id, new Date(now))),
  ]);
  const [{ five, fifteen, waiting, wait }] = present;
  const byStart = Map.groupBy(rows, ({ start }) => start.getTime());
  return {
    now: {
      at: new Date(now).toJSON(),
      active_last_5_minutes: five,
      active_last_15_minutes: fifteen,
      waiting_for_answer: waiting,
      longest_wait_seconds: waiting === 0 ? null : wait,
    },
    chatbot,
    from: minuteOf(first),
    step_minutes: input.step_minutes,
    totals: figuresOf(rows),
    platforms: PLATFORMS.map((platform) => ({
      platform,
      ...figuresOf(rows.filter((row) => row.platform === platform)),
    })),
    series: Array.from({ length: count }, (_, index) => {
      const start = first + index * stepMs;
      return { start: minuteOf(start), ...figuresOf(byStart.get(start) ?? []) };
    }),
  };
}

function stepsQuery(caller: Caller, input: GetLiveMetricsInput, first: Date): Prisma.Sql {
  const stepSeconds = input.step_minutes * MINUTE_SECONDS;
  return Prisma.sql`
    SELECT m.platform::text AS platform,
           to_timestamp(floor(extract(epoch FROM m.step) / ${stepSeconds}::int) * ${stepSeconds}::int) AS start,
           sum(m.conversations)::int AS conversations, sum(m.user_messages)::int AS "userMessages",
           sum(m.agent_messages)::int AS "agentMessages", sum(m.leads)::int AS leads, sum(m.tickets)::int AS tickets
      FROM metric_live m
     WHERE m.project_id = ANY (${[...caller.projectIds]}::text[]) AND m.step >= ${first}
           ${ofChatbot(Prisma.sql`m`, input.chatbot_id)}
     GROUP BY 1, 2`;
}

function presentQuery(caller: Caller, chatbotId: string | undefined, now: Date): Prisma.Sql {
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  return Prisma.sql`
    SELECT (count(*) FILTER (WHERE c.last_message_at >= ${ago(5 * MINUTE_SECONDS)}))::int AS five,
           (count(*) FILTER (WHERE c.last_message_at >= ${ago(15 * MINUTE_SECONDS)}))::int AS fifteen,
           (count(*) FILTER (WHERE m.role = 'user'))::int AS waiting,
           greatest(0, floor(extract(epoch FROM ${now}::timestamptz
             - min(c.last_message_at) FILTER (WHERE m.role = 'user'))))::int AS wait
      FROM conversation c
      LEFT JOIN LATERAL (
        SELECT m.role FROM message m
         WHERE m.project_id = c.project_id AND m.conversation_id = c.id
         ORDER BY m.position DESC LIMIT 1) m ON true
     WHERE c.project_id = ANY (${[...caller.projectIds]}::text[])
       AND c.last_message_at >= ${ago(HOUR_SECONDS)} ${ofChatbot(Prisma.sql`c`, chatbotId)}`;
}

function ofChatbot(table: Prisma.Sql, chatbotId: string | undefined): Prisma.Sql {
  return chatbotId === undefined ? Prisma.empty : Prisma.sql`AND ${table}.chatbot_id = ${chatbotId}`;
}

function figuresOf(rows: readonly Row[]) {
  return {
    conversations: sumOf(rows, "conversations"),
    user_messages: sumOf(rows, "userMessages"),
    agent_messages: sumOf(rows, "agentMessages"),
    leads: sumOf(rows, "leads"),
    tickets: sumOf(rows, "tickets"),
  };
}

/** Without seconds, which a step never has. */
function minuteOf(at: number): string {
  return `${new Date(at).toJSON().slice(0, 16)}Z`;
}
