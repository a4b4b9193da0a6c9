import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { TenantClient } from "@/lib/db/tenant";
import { dbFor } from "@/lib/db/tenant";
import { sumOf } from "@/lib/metrics/figures";
import { dayOf, daysAfter, type Period, periodOf } from "@/lib/metrics/period";
import { callsOn, planOf } from "./limits";
import type { DailyUsage, DailyUsageTable, GetDailyUsageInput } from "./schema";

/** Most projects the answer names. */
const MAX_PROJECTS = 100;

interface CallRow {
  day: string;
  tool: string;
  calls: number;
  denied: number;
}

interface TokenRow {
  day: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
}

/**
 * Tool calls and tokens of each UTC day against the plan's limits. Whoever covers the whole organisation sees all its
 * calls; whoever covers some projects sees calls about those alone, besides what the organisation has left today, which
 * every answer tells anyway.
 */
export async function getDailyUsage(caller: Caller, input: GetDailyUsageInput): Promise<DailyUsage> {
  const db = dbFor(caller);
  const period = periodOf(input);
  const coversAll = await coversOrganisation(db, caller);
  const [plan, projects, calls, tokens, counted] = await Promise.all([
    planOf(db, caller),
    db.project.findMany({ orderBy: { id: "asc" }, take: MAX_PROJECTS, select: { id: true, name: true } }),
    callsIn(db, caller, period, coversAll),
    tokensIn(db, caller, period),
    coversAll ? countedIn(db, period) : null,
  ]);
  const callsByDay = Map.groupBy(calls, ({ day }) => day);
  const tokensByDay = Map.groupBy(tokens, ({ day }) => day);
  return {
    period,
    covers: coversAll ? "organisation" : "projects",
    projects,
    limits: {
      tool_calls_per_minute: plan.toolCallsPerMinute,
      tool_calls_per_day: plan.toolCallsPerDay,
      project_calls_per_minute: plan.projectCallsPerMinute,
    },
    today: await callsOn(db, dayOf(Date.now()), plan.toolCallsPerDay),
    totals: {
      calls: sumOf(calls, "calls"),
      denied: sumOf(calls, "denied"),
      input_tokens: sumOf(tokens, "inputTokens"),
      output_tokens: sumOf(tokens, "outputTokens"),
    },
    tools: [...Map.groupBy(calls, ({ tool }) => tool)]
      .map(([tool, rows]) => ({ tool, calls: sumOf(rows, "calls"), denied: sumOf(rows, "denied") }))
      .sort((a, b) => b.calls + b.denied - a.calls - a.denied || (a.tool < b.tool ? -1 : 1)),
    models: [...Map.groupBy(tokens, ({ model }) => model)].map(([model, rows]) => ({
      model,
      input_tokens: sumOf(rows, "inputTokens"),
      output_tokens: sumOf(rows, "outputTokens"),
    })),
    series: Array.from({ length: period.days }, (_, index) => {
      const day = daysAfter(period.from, index);
      const ofDay = callsByDay.get(day) ?? [];
      const used = tokensByDay.get(day) ?? [];
      return {
        day,
        calls: sumOf(ofDay, "calls"),
        denied: sumOf(ofDay, "denied"),
        counted_calls: counted === null ? null : (counted.get(day) ?? 0),
        input_tokens: sumOf(used, "inputTokens"),
        output_tokens: sumOf(used, "outputTokens"),
      };
    }),
    tools_by_day: calls.map(({ day, tool, calls: count }) => ({ day, tool, calls: count })),
  };
}

/** The same with the days as rows of plain values. */
export function toDailyUsageTable({ series, tools_by_day: _, ...facts }: DailyUsage): DailyUsageTable {
  return {
    ...facts,
    columns: ["day", "calls", "denied", "counted_calls", "input_tokens", "output_tokens"],
    rows: series.map((row) => [
      row.day,
      row.calls,
      row.denied,
      row.counted_calls,
      row.input_tokens,
      row.output_tokens,
    ]),
  };
}

async function coversOrganisation(db: TenantClient, caller: Caller): Promise<boolean> {
  const [{ count }] = await db.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM project
     WHERE organisation_id = ${caller.organisationId} AND NOT id = ANY (${[...caller.projectIds]}::text[])`;
  return count === 0;
}

/** Calls about several projects at once carry no project's id: they belong to the organisation alone. */
function callsIn(db: TenantClient, caller: Caller, period: Period, coversAll: boolean): Promise<CallRow[]> {
  return db.$queryRaw<CallRow[]>`
    SELECT day::text AS day, tool, sum(calls)::int AS calls, sum(denied)::int AS denied
      FROM tool_usage_daily
     WHERE organisation_id = ${caller.organisationId} AND day BETWEEN ${period.from}::date AND ${period.to}::date
       AND (${coversAll} OR project_id = ANY (${[...caller.projectIds]}::text[]))
     GROUP BY day, tool ORDER BY day, tool`;
}

function tokensIn(db: TenantClient, caller: Caller, period: Period): Promise<TokenRow[]> {
  return db.$queryRaw<TokenRow[]>`
    SELECT day::text AS day, model, sum(input_tokens)::float8 AS "inputTokens",
           sum(output_tokens)::float8 AS "outputTokens"
      FROM token_usage_daily
     WHERE project_id = ANY (${[...caller.projectIds]}::text[])
       AND day BETWEEN ${period.from}::date AND ${period.to}::date
     GROUP BY day, model ORDER BY model, day`;
}

async function countedIn(db: TenantClient, period: Period): Promise<Map<string, number>> {
  const rows = await db.usageDaily.findMany({
    where: { day: { gte: new Date(period.from), lte: new Date(period.to) } },
    select: { day: true, calls: true },
  });
  return new Map(rows.map(({ day, calls }) => [dayOf(day), calls]));
}
