import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { listConversations } from "@/lib/conversations/list";
import { PLATFORMS, type Platform } from "@/lib/conversations/schema";
import { DAY_SECONDS } from "@/lib/core/clock";
import { dbFor } from "@/lib/db/tenant";
import type { GetOverviewInput, Overview } from "./schema";

const DAY_MS = DAY_SECONDS * 1000;
const LATEST_CONVERSATIONS = 5;

interface DaySums {
  day: string;
  platform: Platform;
  conversations: number;
  userMessages: number;
  agentMessages: number;
  answered: number;
  responseSeconds: number;
  responses: number;
}

/**
 * Counts of the caller's projects: of all time, and for the last `days` UTC days with a line for each. Conversations
 * and messages come from the rollups, never from the messages.
 */
export async function getOverview(caller: Caller, input: GetOverviewInput): Promise<Overview> {
  requirePermission(caller, "analytics:read");
  const db = dbFor(caller);
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const first = new Date(today - (input.days - 1) * DAY_MS);
  const previous = new Date(first.getTime() - input.days * DAY_MS);
  const [total, sums, chatbots, products, last, latest] = await Promise.all([
    db.metricDaily.aggregate({ _sum: { conversations: true, userMessages: true, agentMessages: true } }),
    db.$queryRaw<DaySums[]>`
      SELECT day::text AS day, platform::text AS platform, sum(conversations)::int AS conversations,
             sum(user_messages)::int AS "userMessages", sum(agent_messages)::int AS "agentMessages",
             sum(answered_conversations)::int AS answered, sum(response_seconds)::float8 AS "responseSeconds",
             sum(responses)::int AS responses
        FROM metric_daily
       WHERE project_id = ANY (${[...caller.projectIds]}::text[])
         AND day BETWEEN ${dayOf(previous)}::date AND ${dayOf(new Date(today))}::date
       GROUP BY day, platform ORDER BY day, platform`,
    db.chatbot.count(),
    db.product.count(),
    db.conversation.findFirst({ orderBy: { lastMessageAt: "desc" }, select: { lastMessageAt: true } }),
    caller.permissions.has("conversations:read")
      ? listConversations(caller, { limit: LATEST_CONVERSATIONS })
      : { items: [] },
  ]);
  const inRange = sums.filter((row) => row.day >= dayOf(first));
  const conversations = totalOf(inRange, "conversations");
  const responses = totalOf(inRange, "responses");
  const beforeRange = sums.filter((row) => row.day < dayOf(first));
  return {
    totals: {
      conversations: total._sum.conversations ?? 0,
      messages: (total._sum.userMessages ?? 0) + (total._sum.agentMessages ?? 0),
      chatbots,
      products,
    },
    range: {
      conversations,
      previous_conversations: totalOf(beforeRange, "conversations"),
      user_messages: totalOf(inRange, "userMessages"),
      agent_messages: totalOf(inRange, "agentMessages"),
      previous_messages: totalOf(beforeRange, "userMessages") + totalOf(beforeRange, "agentMessages"),
      answered_rate: conversations === 0 ? null : totalOf(inRange, "answered") / conversations,
      average_response_seconds: responses === 0 ? null : totalOf(inRange, "responseSeconds") / responses,
      platforms: PLATFORMS.map((platform) => ({
        platform,
        conversations: totalOf(
          inRange.filter((row) => row.platform === platform),
          "conversations",
        ),
      })),
      days: Array.from({ length: input.days }, (_, index) => {
        const day = dayOf(new Date(first.getTime() + index * DAY_MS));
        const rows = inRange.filter((row) => row.day === day);
        return {
          day,
          conversations: totalOf(rows, "conversations"),
          user_messages: totalOf(rows, "userMessages"),
          agent_messages: totalOf(rows, "agentMessages"),
        };
      }),
    },
    last_conversation_at: last?.lastMessageAt.toJSON() ?? null,
    latest_conversations: latest.items,
  };
}

function dayOf(moment: Date): string {
  return moment.toJSON().slice(0, 10);
}

function totalOf(rows: readonly DaySums[], column: Exclude<keyof DaySums, "day" | "platform">): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}
