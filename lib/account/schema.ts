import { z } from "zod";
import { PERMISSIONS, TIERS } from "@/lib/auth/values";
import { idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";

export const listProjectsInput = z.strictObject(pageFields);
export type ListProjectsInput = z.infer<typeof listProjectsInput>;

const plan = z.strictObject({ id: z.string(), name: z.string(), tier: z.enum(TIERS) });

export const projectSummary = z.strictObject({
  id: idOf("project"),
  name: z.string(),
  created_at: moment,
  currency: z.string().length(3).describe("ISO 4217, of the catalogue's prices."),
  search_language: z.string(),
  plan,
  primary_chatbot: z
    .strictObject({ id: idOf("chatbot"), name: z.string() })
    .nullable()
    .describe("Null when there is none or chatbots:read is missing."),
  chatbot_count: z.int(),
  conversation_count: z.int(),
  product_count: z.int(),
});
export type ProjectSummary = z.infer<typeof projectSummary>;

export const projectSummaryPage = z.strictObject({ items: z.array(projectSummary), next_cursor: nextCursor });
export type ProjectSummaryPage = z.infer<typeof projectSummaryPage>;

export const businessView = z.strictObject({
  business_id: idOf("project").describe("Also accepted as project_id."),
  name: z.string(),
  created_at: moment,
  plan,
});

export const businessPage = z.strictObject({ items: z.array(businessView), next_cursor: nextCursor });
export type BusinessPage = z.infer<typeof businessPage>;

export const getCapabilitiesInput = z.strictObject({});
export type GetCapabilitiesInput = z.infer<typeof getCapabilitiesInput>;

export const capabilities = z.strictObject({
  organisation: z.strictObject({ id: idOf("organisation"), name: z.string() }),
  connection: z.strictObject({
    kind: z.enum(["person", "connection", "api_key", "job", "operator"]),
    name: z.string(),
  }),
  plan,
  limits: z.strictObject({
    tool_calls_per_minute: z.int(),
    tool_calls_per_day: z.int().describe("UTC day."),
    tool_calls_left_today: z.int(),
    project_calls_per_minute: z.int().describe("For each project, from all its connections together."),
    ai_credits_per_month: z.int(),
  }),
  permissions: z.array(z.enum(PERMISSIONS)),
  missing_permissions: z.array(z.enum(PERMISSIONS)).describe("What this connection may not do."),
  projects: z.array(z.strictObject({ id: idOf("project"), name: z.string() })).describe("At most 100."),
  project_count: z.int(),
  tools: z.array(z.strictObject({ name: z.string(), title: z.string(), category: z.string() })),
  not_live_yet: z
    .array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        status: z.literal("not_live_yet"),
        blocked_by: z.string(),
      }),
    )
    .describe("Known tools that answer not_yet_available for now."),
  server: z.strictObject({
    time: moment,
    time_zone: z.literal("UTC").describe("Of every time and day in answers and filters."),
  }),
});
export type Capabilities = z.infer<typeof capabilities>;
