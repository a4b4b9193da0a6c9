import "server-only";
import { Prisma } from "@/lib/db/generated/client";
import type { Figures } from "./schema";

/** Sums of a rollup's columns. */
export interface FigureSums {
  conversations: number;
  userMessages: number;
  agentMessages: number;
  answered: number;
  responseSeconds: number;
  responses: number;
  leads: number;
  tickets: number;
}

/** The columns of `FigureSums`, of the daily rollup as `d`; zero where nothing was joined. */
export const figureSums = Prisma.sql`
  coalesce(sum(d.conversations), 0)::int AS conversations, coalesce(sum(d.user_messages), 0)::int AS "userMessages",
  coalesce(sum(d.agent_messages), 0)::int AS "agentMessages",
  coalesce(sum(d.answered_conversations), 0)::int AS answered,
  coalesce(sum(d.response_seconds), 0)::float8 AS "responseSeconds", coalesce(sum(d.responses), 0)::int AS responses,
  coalesce(sum(d.leads), 0)::int AS leads, coalesce(sum(d.tickets), 0)::int AS tickets`;

/** One column of some rows added up. */
export function sumOf<Column extends string>(
  rows: readonly { [name in Column]: number }[],
  column: Column,
): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}

/** The published figures of some rows together. */
export function toFigures(rows: readonly FigureSums[]): Figures {
  const conversations = sumOf(rows, "conversations");
  const answered = sumOf(rows, "answered");
  return {
    conversations,
    user_messages: sumOf(rows, "userMessages"),
    agent_messages: sumOf(rows, "agentMessages"),
    answered_conversations: answered,
    response_rate: ratio(answered, conversations),
    average_response_seconds: ratio(sumOf(rows, "responseSeconds"), sumOf(rows, "responses"), 1),
    leads: sumOf(rows, "leads"),
    tickets: sumOf(rows, "tickets"),
  };
}

/** A quotient with so many decimals; null of nothing. */
export function ratio(part: number, whole: number, decimals = 4): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10 ** decimals) / 10 ** decimals;
}
