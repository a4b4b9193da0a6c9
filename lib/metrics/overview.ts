import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { listConversations } from "@/lib/conversations/list";
import { PLATFORMS, type Platform } from "@/lib/conversations/schema";
import { dayIn, UTC } from "@/lib/core/time-zone";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { dailyFigures } from "./days";
import { type FigureSums, figureSums, toFigures } from "./figures";
import { daysAfter, type Period, periodBefore, periodOf } from "./period";
import type { GetOverviewInput, Overview } from "./schema";

const LATEST_CONVERSATIONS = 5;

type Span = "all" | "range" | "before" | "today" | "yesterday" | "week";

interface Row extends FigureSums {
  span: Span;
  platform: Platform;
}

/**
 * Where the caller's projects stand: counts of all time, what happened today and this week, the last `days` days
 * against those before, and the newest conversations. Counts of conversations, messages, leads and tickets come from
 * a rollup.
 * @param zone where the days begin; assistants always ask in UTC
 */
export async function getOverview(
  caller: Caller,
  input: GetOverviewInput,
  zone: string = UTC,
): Promise<Overview> {
  requirePermission(caller, "analytics:read");
  const db = dbFor(caller);
  const period = periodOf(input, zone);
  const [rows, [{ busy }], chatbots, activeChatbots, products, [{ lastMessageAt }], latest] =
    await Promise.all([
      db.$queryRaw<Row[]>(spansQuery(caller, period, zone)),
      db.$queryRaw<[{ busy: number }]>`
      SELECT count(DISTINCT d.chatbot_id)::int AS busy FROM ${dailyFigures(caller.projectIds, period, zone)} d
       WHERE d.conversations > 0`,
      db.chatbot.count(),
      db.chatbot.count({ where: { isEnabled: true } }),
      db.product.count(),
      // Each project looks at the end of its own index; of several at once, the database would read every conversation.
      db.$queryRaw<[{ lastMessageAt: Date | null }]>`
      SELECT max(c.last_message_at) AS "lastMessageAt"
        FROM unnest(${[...caller.projectIds]}::text[]) AS s(id)
       CROSS JOIN LATERAL (
         SELECT last_message_at FROM conversation WHERE project_id = s.id
          ORDER BY last_message_at DESC, id DESC LIMIT 1) c`,
      caller.permissions.has("conversations:read")
        ? listConversations(caller, { limit: LATEST_CONVERSATIONS })
        : { items: [] },
    ]);
  const of = (span: Span) => {
    const { user_messages, agent_messages, ...figures } = toFigures(rows.filter((row) => row.span === span));
    return { ...figures, messages: user_messages + agent_messages };
  };
  const byPlatform = (span: Span) =>
    PLATFORMS.map((platform) => {
      const figures = toFigures(rows.filter((row) => row.span === span && row.platform === platform));
      const { conversations, user_messages, agent_messages } = figures;
      return { platform, conversations, messages: user_messages + agent_messages };
    });
  const activity = (span: Span) => {
    const { conversations, messages, leads, tickets } = of(span);
    return { conversations, messages, leads, tickets };
  };
  const range = of("range");
  const before = of("before");
  return {
    totals: { ...activity("all"), products, chatbots, active_chatbots: activeChatbots },
    platforms: byPlatform("all"),
    activity: {
      today: activity("today"),
      yesterday: activity("yesterday"),
      last_7_days: activity("week"),
    },
    range: {
      period,
      conversations: range.conversations,
      previous_conversations: before.conversations,
      messages: range.messages,
      previous_messages: before.messages,
      response_rate: range.response_rate,
      average_response_seconds: range.average_response_seconds,
      chatbots_with_conversations: busy,
      platforms: byPlatform("range"),
    },
    last_conversation_at: lastMessageAt?.toJSON() ?? null,
    latest_conversations: latest.items,
  };
}

/** A day counts in every span it lies in. */
function spansQuery(caller: Caller, period: Period, zone: string): Prisma.Sql {
  const today = dayIn(zone, Date.now());
  const before = periodBefore(period);
  const spans: [Span, string, string][] = [
    ["range", period.from, period.to],
    ["before", before.from, before.to],
    ["today", today, today],
    ["yesterday", daysAfter(today, -1), daysAfter(today, -1)],
    ["week", daysAfter(today, -6), today],
  ];
  const first = spans.map(([, from]) => from).sort()[0] ?? today;
  const values = spans.map(([name, from, to]) => Prisma.sql`(${name}, ${from}::date, ${to}::date)`);
  return Prisma.sql`
    SELECT s.name AS span, d.platform::text AS platform, ${figureSums}
      FROM (VALUES ${Prisma.join(values)}) AS s(name, first, last)
      JOIN ${dailyFigures(caller.projectIds, { from: first, to: today }, zone)} d ON d.day BETWEEN s.first AND s.last
     GROUP BY s.name, d.platform
    UNION ALL
    SELECT 'all', d.platform::text, ${figureSums}
      FROM metric_daily d
     WHERE d.project_id = ANY (${[...caller.projectIds]}::text[])
     GROUP BY d.platform`;
}
