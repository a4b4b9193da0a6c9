import { z } from "zod";
import { TIERS } from "@/lib/auth/values";
import { idOf, moment } from "@/lib/core/schema";

export const MAX_USAGE_DAYS = 90;

export const getDailyUsageInput = z.strictObject({
  days: z.int().min(1).max(MAX_USAGE_DAYS).default(30).describe("UTC days up to today."),
});
export type GetDailyUsageInput = z.infer<typeof getDailyUsageInput>;

const day = z.string().describe("UTC day, such as 2026-03-31.");
const project = z.strictObject({ id: idOf("project"), name: z.string() });

const limits = z.strictObject({
  tool_calls_per_minute: z.int().describe("Of the organisation."),
  tool_calls_per_day: z.int().describe("Of the organisation, by UTC day."),
  project_calls_per_minute: z.int().describe("Of each project, from all its connections together."),
});

const today = z.strictObject({
  day,
  used: z.int().describe("Tool calls of the organisation that count; free tools don't."),
  left: z.int(),
  resets_at: moment,
});

/** One day of an organisation or some of its projects. */
const usageDay = z.strictObject({
  day,
  calls: z.int(),
  denied: z.int(),
  counted_calls: z.int().nullable(),
  input_tokens: z.int(),
  output_tokens: z.int(),
});
export type UsageDay = z.infer<typeof usageDay>;

const dailyFacts = {
  period: z.strictObject({ from: day, to: day, days: z.int() }),
  covers: z
    .enum(["organisation", "projects"])
    .describe(
      "Of what the figures are: everything of the organisation, or calls about the named projects alone.",
    ),
  projects: z.array(project).describe("At most 100."),
  limits,
  today,
  totals: z.strictObject({
    calls: z.int(),
    denied: z.int().describe("Refused by a limit."),
    input_tokens: z.int().describe("That chatbots used at model providers."),
    output_tokens: z.int(),
  }),
  tools: z.array(z.strictObject({ tool: z.string(), calls: z.int(), denied: z.int() })),
  models: z.array(z.strictObject({ model: z.string(), input_tokens: z.int(), output_tokens: z.int() })),
};

/** With days to compute with, and the calls of each tool by day; a tool shows a table. */
export const dailyUsage = z.strictObject({
  ...dailyFacts,
  series: z.array(usageDay),
  tools_by_day: z.array(z.strictObject({ day, tool: z.string(), calls: z.int() })),
});
export type DailyUsage = z.infer<typeof dailyUsage>;

export const dailyUsageTable = z.strictObject({
  ...dailyFacts,
  columns: z
    .array(z.string())
    .describe(
      "Of each row. counted_calls: what counts against the limit of the day; null when only projects are covered.",
    ),
  rows: z.array(z.array(z.union([z.string(), z.int(), z.null()]))).describe("Oldest first."),
});
export type DailyUsageTable = z.infer<typeof dailyUsageTable>;

export const getUsageInput = z.strictObject({
  business_id: idOf("project").optional().describe("From list_businesses; left out: all."),
});
export type GetUsageInput = z.infer<typeof getUsageInput>;

const left = { limit: z.int(), used: z.int(), left: z.int() };

export const usage = z.strictObject({
  plan: z.strictObject({ id: z.string(), name: z.string(), tier: z.enum(TIERS) }),
  minute: z.strictObject(left).describe("Tool calls of the organisation in the last 60 seconds."),
  day: z
    .strictObject({ ...left, day, resets_at: moment })
    .describe("Tool calls of the organisation today (UTC)."),
  businesses: z
    .array(z.strictObject({ business_id: idOf("project"), name: z.string(), ...left }))
    .describe("Tool calls about each project in the last 60 seconds; at most 100 projects."),
  business_count: z.int(),
  month: z
    .strictObject({
      from: day,
      resets_at: moment,
      conversations: z.int(),
      messages_sent: z.int().describe("Replies to customers."),
      forms_submitted: z.int(),
      ai_credits: z.strictObject(left),
    })
    .describe("UTC month so far; AI credits are the organisation's."),
  tier_features: z
    .array(z.strictObject({ tool: z.string(), tier: z.enum(TIERS), included: z.boolean() }))
    .describe("Tools that need more than the starter tier."),
});
export type Usage = z.infer<typeof usage>;
