import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { type AdmissionRequest, admit, type CallToAdmit } from "@/lib/auth/admission";
import { type Caller, inProject } from "@/lib/auth/caller";
import { createKey, createTenant, type Tenant } from "@/lib/auth/testing";
import { NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { dayOf, daysAfter } from "@/lib/metrics/period";
import { getUsage } from "./get";
import { getDailyUsage, toDailyUsageTable } from "./get-daily";
import { dailyUsage, dailyUsageTable, getDailyUsageInput, getUsageInput, usage } from "./schema";

let tenant: Tenant;
let one: string;
let two: string;
let whole: Caller;
/** Of the first project alone. */
let narrow: Caller;

/** Calls a tool as an endpoint does, and gives whom it was admitted as. */
async function call(credential: AdmissionRequest["credential"], change: Partial<CallToAdmit>) {
  const admission = await admit({
    credential,
    projectId: undefined,
    isReadonly: false,
    requestId: "test",
    call: {
      id: newId("call"),
      tool: "list_chatbots",
      endpoint: "/mcp",
      era: "",
      arguments: {},
      requestId: "test",
      clientName: "",
      isFree: false,
      named: [],
      ...change,
    },
  });
  if (!("caller" in admission)) throw new Error(admission.state);
  return admission;
}

// Counters of a day start anew at midnight (UTC): a run that would meet it begins behind it.
const untilMidnight = Date.parse(`${daysAfter(dayOf(Date.now()), 1)}T00:00:00Z`) - Date.now();
if (untilMidnight < 45_000) await sleep(untilMidnight + 1_000);

const today = dayOf(Date.now());
const day = (back: number) => daysAfter(today, -back);

beforeAll(async () => {
  tenant = await createTenant({ projects: 2, perMinute: 9, perDay: 50, perProjectMinute: 6, tier: "growth" });
  [one, two] = tenant.projectIds as [string, string];
  await prisma.plan.update({ where: { id: tenant.planId }, data: { aiCreditsPerMonth: 500 } });
  const key = await createKey(tenant);
  const ofOne = await createKey(tenant, { projectId: one });
  const all = { keyHash: key.hash };
  // Two about the first project, one about the second, one about both, and one that is free.
  await call(all, { named: [one] });
  await call(all, { named: [two], tool: "list_conversations" });
  await call(all, { tool: "list_projects" });
  whole = (await call(all, { tool: "get_capabilities", isFree: true })).caller;
  narrow = (await call({ keyHash: ofOne.hash }, { tool: "get_daily_usage" })).caller;
  await prisma.toolUsageDaily.createMany({
    data: [
      { day: new Date(day(3)), projectId: one, tool: "list_chatbots", calls: 5, denied: 2 },
      { day: new Date(day(3)), projectId: two, tool: "list_leads", calls: 7 },
      { day: new Date(day(3)), projectId: "", tool: "list_projects", calls: 11, denied: 1 },
      { day: new Date(day(40)), projectId: one, tool: "list_tickets", calls: 13 },
    ].map((row) => ({ ...row, organisationId: tenant.organisationId })),
  });
  await prisma.usageDaily.create({
    data: { organisationId: tenant.organisationId, day: new Date(day(3)), calls: 20, denied: 3 },
  });
  const tokens = { model: "gpt-4o", inputTokens: 1_000n, outputTokens: 200n };
  await prisma.tokenUsageDaily.createMany({
    data: [
      { ...tokens, projectId: one, day: new Date(day(3)) },
      { ...tokens, projectId: one, day: new Date(day(2)), model: "claude" },
      { ...tokens, projectId: two, day: new Date(day(3)), inputTokens: 5_000_000_000n },
    ],
  });
});

const daily = async (caller: Caller, input: Record<string, unknown> = {}) =>
  dailyUsage.parse(await getDailyUsage(caller, getDailyUsageInput.parse(input)));

describe("get_daily_usage", () => {
  test("tells an organisation all its calls and tokens, by day, tool and model", async () => {
    const answer = await daily(whole);
    expect(answer).toMatchObject({
      period: { from: day(29), to: today, days: 30 },
      covers: "organisation",
      limits: { tool_calls_per_minute: 9, tool_calls_per_day: 50, project_calls_per_minute: 6 },
      today: { day: today, used: 4, left: 46, resets_at: `${daysAfter(today, 1)}T00:00:00.000Z` },
      totals: { calls: 28, denied: 3, input_tokens: 5_000_002_000, output_tokens: 600 },
    });
    expect(answer.projects.map(({ id }) => id)).toEqual([one, two].sort());
    expect(answer.tools).toEqual([
      { tool: "list_projects", calls: 12, denied: 1 },
      { tool: "list_chatbots", calls: 6, denied: 2 },
      { tool: "list_leads", calls: 7, denied: 0 },
      { tool: "get_capabilities", calls: 1, denied: 0 },
      { tool: "get_daily_usage", calls: 1, denied: 0 },
      { tool: "list_conversations", calls: 1, denied: 0 },
    ]);
    expect(answer.models).toEqual([
      { model: "claude", input_tokens: 1_000, output_tokens: 200 },
      { model: "gpt-4o", input_tokens: 5_000_001_000, output_tokens: 400 },
    ]);
    expect(answer.series).toHaveLength(30);
    expect(answer.series.at(-4)).toEqual({
      day: day(3),
      calls: 23,
      denied: 3,
      counted_calls: 20,
      input_tokens: 5_000_001_000,
      output_tokens: 400,
    });
    // The free one is told of, and does not count.
    expect(answer.series.at(-1)).toMatchObject({ day: today, calls: 5, counted_calls: 4 });
    const perDay = answer.tools_by_day.filter((row) => row.day === day(3));
    expect(perDay).toHaveLength(3);
    const table = dailyUsageTable.parse(toDailyUsageTable(answer));
    expect(table.rows.at(-4)).toEqual([day(3), 23, 3, 20, 5_000_001_000, 400]);
    expect(table).not.toHaveProperty("tools_by_day");
  });

  test("tells a connection of one project that project's alone", async () => {
    for (const caller of [narrow, inProject(whole, one)]) {
      const answer = await daily(caller);
      expect(answer).toMatchObject({
        covers: "projects",
        projects: [{ id: one }],
        today: { used: 4, left: 46 },
        totals: { calls: 7, denied: 2, input_tokens: 2_000, output_tokens: 400 },
      });
      expect(answer.series.every(({ counted_calls }) => counted_calls === null)).toBe(true);
      const text = JSON.stringify(answer);
      for (const secret of [two, "list_leads", "list_projects", "list_conversations"]) {
        expect(text).not.toContain(secret);
      }
    }
  });

  test("goes back 90 days, and no further", async () => {
    expect((await daily(whole, { days: 90 })).totals.calls).toBe(41);
    expect((await daily(whole, { days: 1 })).series.map(({ calls }) => calls)).toEqual([5]);
    for (const days of [0, 91, 1.5]) {
      const { error } = getDailyUsageInput.safeParse({ days });
      expect(error?.issues[0]?.path).toEqual(["days"]);
    }
  });

  test("shows another organisation nothing of this one", async () => {
    const stranger = await createTenant();
    const { caller } = await call({ keyHash: (await createKey(stranger)).hash }, { tool: "get_usage" });
    const answer = await daily(caller, { days: 90 });
    expect(answer.totals).toMatchObject({ calls: 1, input_tokens: 0 });
    expect(answer.tools.map(({ tool }) => tool)).toEqual(["get_usage"]);
    // Not even when its caller names our project.
    const forged = { ...caller, projectIds: [...caller.projectIds, one] };
    const { tools, projects } = await daily(forged, { days: 90 });
    expect(tools.map(({ tool }) => tool)).toEqual(["get_usage"]);
    expect(projects.map(({ id }) => id)).toEqual(stranger.projectIds);
  });
});

const tools = [
  { name: "list_chatbots", tier: "starter" as const },
  { name: "generate_campaign", tier: "growth" as const },
  { name: "upsert_contact", tier: "business" as const },
];
const get = async (caller: Caller, input: Record<string, unknown> = {}) =>
  usage.parse(await getUsage(caller, getUsageInput.parse(input), tools));

describe("get_usage", () => {
  test("tells plan, what is used and left of each limit, and what the tier includes", async () => {
    const now = new Date();
    await prisma.metricDaily.createMany({
      data: [now, new Date("2020-01-01")].map((at) => ({
        projectId: one,
        chatbotId: "bot",
        platform: "web" as const,
        day: new Date(dayOf(at)),
        conversations: 3,
        userMessages: 8,
        agentMessages: 5,
      })),
    });
    const answer = await get(whole);
    expect(answer).toMatchObject({
      plan: { id: tenant.planId, tier: "growth" },
      minute: { limit: 9, used: 4, left: 5 },
      day: { limit: 50, used: 4, left: 46, day: today },
      business_count: 2,
      month: {
        from: `${today.slice(0, 7)}-01`,
        resets_at: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toJSON(),
        conversations: 3,
        messages_sent: 5,
        forms_submitted: 0,
        ai_credits: { limit: 500, used: 0, left: 500 },
      },
      tier_features: [
        { tool: "generate_campaign", tier: "growth", included: true },
        { tool: "upsert_contact", tier: "business", included: false },
      ],
    });
    const of = (id: string) => answer.businesses.find(({ business_id }) => business_id === id);
    expect(of(one)).toMatchObject({ limit: 6, used: 3, left: 3 });
    expect(of(two)).toMatchObject({ limit: 6, used: 2, left: 4 });
  });

  test("agrees with what the next call is told, and never tells less than none", async () => {
    const key = { keyHash: (await createKey(tenant, { projectId: two })).hash };
    const before = await get(whole);
    const { quota } = await call(key, { named: [two] });
    expect(quota).toMatchObject({ minuteLeft: before.minute.left - 1, dayLeft: before.day.left - 1 });
    for (let index = 0; index < 8; index += 1) await call(key, { named: [two] });
    const after = await get(whole);
    expect(after.minute).toEqual({ limit: 9, used: 8, left: 1 });
    expect(after.businesses.find(({ business_id }) => business_id === two)).toMatchObject({
      used: 6,
      left: 0,
    });
    await prisma.plan.update({ where: { id: tenant.planId }, data: { toolCallsPerMinute: 2 } });
    expect((await get(whole)).minute).toEqual({ limit: 2, used: 8, left: 0 });
  });

  test("tells of one business, and of no other's", async () => {
    expect((await get(whole, { business_id: two })).businesses.map((row) => row.business_id)).toEqual([two]);
    expect((await get(narrow)).businesses.map((row) => row.business_id)).toEqual([one]);
    const foreign = await createTenant();
    for (const business_id of [two, foreign.projectIds[0], newId("project")]) {
      await expect(get(narrow, { business_id })).rejects.toBeInstanceOf(NotFoundError);
    }
    expect(getUsageInput.safeParse({ business_id: "7" }).success).toBe(false);
  });
});
