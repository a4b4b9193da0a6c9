import { z } from "zod";
import { conversationView } from "@/lib/conversations/schema";
import { moment } from "@/lib/core/schema";

/** Most days a range may have. */
export const MAX_RANGE_DAYS = 365;

export const getOverviewInput = z.strictObject({
  days: z.int().min(1).max(MAX_RANGE_DAYS).default(30).describe("UTC days up to and including today."),
});
export type GetOverviewInput = z.infer<typeof getOverviewInput>;

export const overviewDay = z.strictObject({
  day: z.string().describe("UTC day, such as 2026-03-31."),
  conversations: z.int(),
  user_messages: z.int(),
  agent_messages: z.int(),
});
export type OverviewDay = z.infer<typeof overviewDay>;

export const overview = z.strictObject({
  totals: z
    .strictObject({
      conversations: z.int(),
      messages: z.int(),
      chatbots: z.int(),
      products: z.int(),
    })
    .describe("Of all time."),
  range: z
    .strictObject({
      conversations: z.int(),
      previous_conversations: z.int().describe("Of the range of the same length before it."),
      user_messages: z.int(),
      agent_messages: z.int(),
      previous_messages: z.int().describe("Of both sides, in the range before it."),
      answered_rate: z.number().nullable().describe("0 to 1: conversations that got a reply."),
      average_response_seconds: z.number().nullable(),
      platforms: z.array(
        z.strictObject({ platform: z.enum(["web", "whatsapp", "messenger"]), conversations: z.int() }),
      ),
      days: z.array(overviewDay).describe("Every day of the range, oldest first."),
    })
    .describe("Of the days asked for."),
  last_conversation_at: moment.nullable(),
  latest_conversations: z
    .array(conversationView)
    .describe("Newest first, at most 5; empty without the permission conversations:read."),
});
export type Overview = z.infer<typeof overview>;
