import { z } from "zod";
import { platform } from "@/lib/conversations/schema";
import { moment } from "@/lib/core/schema";
import { liveMetrics } from "@/lib/metrics/schema";
import { ticketStatus } from "@/lib/tickets/schema";

/** Events that the live page shows at most. */
export const MAX_EVENTS = 20;
/** Conversations under way that are shown by themselves; all are counted. */
export const MAX_ACTIVE = 8;

const customerText = z
  .string()
  .nullable()
  .describe("Beginning of what was written; null without the permission to read it.");

export const liveEvent = z.strictObject({
  key: z.string().describe("The same for the same event, another for every other."),
  at: moment,
  kind: z.enum(["conversation", "message", "ticket", "lead"]),
  /** What to open; null without the permission to. */
  target_id: z.string().nullable(),
  platform: platform.nullable(),
  /** Customer, as far as known and allowed. */
  who: z.string().nullable(),
  written_by: z.enum(["customer", "agent"]).nullable(),
  ticket_status: ticketStatus.nullable(),
  text: customerText,
});
export type LiveEventView = z.infer<typeof liveEvent>;

export const activeConversation = z.strictObject({
  id: z.string(),
  platform,
  who: z.string().nullable(),
  last_message_at: moment,
  messages: z.int(),
  is_waiting: z.boolean().describe("The customer wrote last."),
  text: customerText,
});
export type ActiveConversation = z.infer<typeof activeConversation>;

export const runningTraining = z.strictObject({
  chatbot_id: z.string(),
  chatbot_name: z.string(),
  processed: z.int().describe("Sources."),
  total: z.int().nullable(),
});
export type RunningTraining = z.infer<typeof runningTraining>;

/** A project as it is now. */
export const liveView = z.strictObject({
  at: moment,
  metrics: liveMetrics,
  can_read: z
    .boolean()
    .describe("Whether the person may read conversations; without, none is shown by itself."),
  waiting_approvals: z.int().describe("Changes that wait for this person."),
  trainings: z.array(runningTraining).describe("Retrainings under way; empty without chatbots:read."),
  active: z.array(activeConversation).describe("Newest message first."),
  events: z.array(liveEvent).describe("Newest first."),
});
export type LiveView = z.infer<typeof liveView>;

/** What opens one stream of the live page. */
export const liveTokenView = z.strictObject({
  real_time_access_token: z.string(),
  expires_in: z.int().describe("Seconds."),
});
export type LiveTokenView = z.infer<typeof liveTokenView>;
