import "server-only";
import type { Analytics, AnalyticsTable, LiveMetrics, LiveMetricsTable } from "./schema";

/**
 * The same with the series as rows of plain values: a year of days takes a third of the characters. Steps before the
 * first with any figure are left out.
 */
export function toAnalyticsTable({ series, ...facts }: Analytics): AnalyticsTable {
  const first = series.findIndex(
    (row) => row.conversations + row.user_messages + row.agent_messages + row.leads + row.tickets > 0,
  );
  return {
    ...facts,
    columns: [
      "start",
      "conversations",
      "user_messages",
      "agent_messages",
      "answered_conversations",
      "average_response_seconds",
      "leads",
      "tickets",
    ],
    rows: (first === -1 ? [] : series.slice(first)).map((row) => [
      row.start,
      row.conversations,
      row.user_messages,
      row.agent_messages,
      row.answered_conversations,
      row.average_response_seconds === null ? null : Math.round(row.average_response_seconds),
      row.leads,
      row.tickets,
    ]),
  };
}

/** The same with the steps as rows of plain values. */
export function toLiveMetricsTable({ series, ...facts }: LiveMetrics): LiveMetricsTable {
  return {
    ...facts,
    columns: ["start", "conversations", "user_messages", "agent_messages", "leads", "tickets"],
    rows: series.map((row) => [
      row.start,
      row.conversations,
      row.user_messages,
      row.agent_messages,
      row.leads,
      row.tickets,
    ]),
  };
}
