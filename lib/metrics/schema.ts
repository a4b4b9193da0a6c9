import { z } from "zod";
import { conversationView, platform } from "@/lib/conversations/schema";
import { idOf, moment, toInstant } from "@/lib/core/schema";

/** Most days a range may have. */
export const MAX_RANGE_DAYS = 365;
export const DEFAULT_RANGE_DAYS = 30;
/** Chatbots that one answer tells of. */
export const MAX_CHATBOT_ROWS = 100;
export const MAX_LIVE_HOURS = 48;
export const LIVE_STEP_MINUTES = [5, 15, 60] as const;

const utcDay = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, { error: "must be a day such as 2026-03-31" })
  .refine((text) => toInstant(text, "first") !== null, { error: "must be a day that exists" });

/** Which days a question is about; `periodOf` reads them. */
const periodFields = {
  days: z
    .int()
    .min(1)
    .max(MAX_RANGE_DAYS, { error: `must be at most ${MAX_RANGE_DAYS}` })
    .optional()
    .describe("UTC days up to `to`. Default 30."),
  from: utcDay.optional().describe("First day; instead of days."),
  to: utcDay.optional().describe("Last day. Default today."),
};
const chatbotId = idOf("chatbot").optional().describe("From list_chatbots; left out: all.");

const day = z.string().describe("UTC day, such as 2026-03-31.");
const period = z.strictObject({ from: day, to: day, days: z.int() });
const seconds = z.number().nullable().describe("Mean time customers waited for a reply, in seconds.");

const figures = {
  conversations: z.int().describe("Sessions, by the day they began."),
  user_messages: z.int().describe("By customers."),
  agent_messages: z.int().describe("By chatbots and people."),
  answered_conversations: z.int(),
  response_rate: z.number().nullable().describe("0 to 1: conversations that got a reply."),
  average_response_seconds: seconds,
  leads: z.int(),
  tickets: z.int(),
};
export const figuresView = z.strictObject(figures);
export type Figures = z.infer<typeof figuresView>;

const platformFigures = z.strictObject({ platform, ...figures });

export const getAnalyticsInput = z.strictObject({
  ...periodFields,
  step: z.enum(["day", "week", "month"]).default("day").describe("Of the series; weeks begin on Monday."),
  chatbot_id: chatbotId,
});
export type GetAnalyticsInput = z.infer<typeof getAnalyticsInput>;

const analyticsFacts = {
  chatbot: z
    .strictObject({ id: idOf("chatbot"), name: z.string() })
    .nullable()
    .describe("Null: all chatbots of the projects."),
  period,
  previous_period: period.describe("As many days, right before."),
  totals: figuresView,
  previous_totals: figuresView,
  platforms: z.array(platformFigures),
  step: z.enum(["day", "week", "month"]),
};

const seriesStep = z.strictObject({ start: day, ...figures });
export type SeriesStep = z.infer<typeof seriesStep>;

/** With a series to compute with; a tool shows it as a table. */
export const analytics = z.strictObject({ ...analyticsFacts, series: z.array(seriesStep) });
export type Analytics = z.infer<typeof analytics>;

const table = {
  columns: z.array(z.string()).describe("What the values of each row are."),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))).describe("Oldest first."),
};

export const analyticsTable = z.strictObject({
  ...analyticsFacts,
  ...table,
  rows: table.rows.describe("Oldest first; begins with the first step in which anything happened."),
});
export type AnalyticsTable = z.infer<typeof analyticsTable>;

export const getChatbotMetricsInput = z.strictObject({ ...periodFields, chatbot_id: chatbotId });
export type GetChatbotMetricsInput = z.infer<typeof getChatbotMetricsInput>;

const chatbotFigures = {
  active_conversations: z.int().describe("Last message within 24 hours, whatever the period."),
  active_last_15_minutes: z.int(),
  ...figures,
  lead_conversion: z.number().nullable().describe("Leads divided by conversations."),
};

const chatbotMetricsRow = z.strictObject({
  chatbot_id: idOf("chatbot"),
  name: z.string(),
  project_id: idOf("project"),
  is_primary: z.boolean(),
  is_enabled: z.boolean(),
  ...chatbotFigures,
});
export type ChatbotMetricsRow = z.infer<typeof chatbotMetricsRow>;

export const chatbotMetrics = z.strictObject({
  period,
  total: z.strictObject(chatbotFigures),
  chatbot_count: z.int(),
  chatbots: z
    .array(chatbotMetricsRow)
    .describe(`Most conversations first; at most ${MAX_CHATBOT_ROWS}, name others with chatbot_id.`),
});
export type ChatbotMetrics = z.infer<typeof chatbotMetrics>;

export const getLiveMetricsInput = z.strictObject({
  hours: z.int().min(1).max(MAX_LIVE_HOURS).default(6).describe("How far back."),
  step_minutes: z
    .int()
    .refine((minutes) => LIVE_STEP_MINUTES.some((known) => known === minutes), {
      error: `must be ${LIVE_STEP_MINUTES.join(", ").replace(/, (\d+)$/, " or $1")}`,
    })
    .default(15)
    .describe("5, 15 or 60."),
  chatbot_id: chatbotId,
});
export type GetLiveMetricsInput = z.infer<typeof getLiveMetricsInput>;

const liveFigures = {
  conversations: z.int().describe("Begun."),
  user_messages: z.int(),
  agent_messages: z.int(),
  leads: z.int(),
  tickets: z.int(),
};

const liveFacts = {
  now: z.strictObject({
    at: moment,
    active_last_5_minutes: z.int().describe("Conversations with a message."),
    active_last_15_minutes: z.int(),
    waiting_for_answer: z.int().describe("Active within the hour, and the customer wrote last."),
    longest_wait_seconds: z
      .int()
      .nullable()
      .describe("Of those that wait, since the customer's last message."),
  }),
  chatbot: analyticsFacts.chatbot,
  from: moment,
  step_minutes: z.int(),
  totals: z.strictObject(liveFigures),
  platforms: z.array(z.strictObject({ platform, ...liveFigures })),
};

const liveStep = z.strictObject({ start: moment, ...liveFigures });
export type LiveStep = z.infer<typeof liveStep>;

/** With steps to compute with; a tool shows them as a table. */
export const liveMetrics = z.strictObject({ ...liveFacts, series: z.array(liveStep) });
export type LiveMetrics = z.infer<typeof liveMetrics>;

export const liveMetricsTable = z.strictObject({ ...liveFacts, ...table });
export type LiveMetricsTable = z.infer<typeof liveMetricsTable>;

export const getOverviewInput = z.strictObject({
  days: z
    .int()
    .min(1)
    .max(MAX_RANGE_DAYS)
    .default(DEFAULT_RANGE_DAYS)
    .describe("UTC days up to and including today, of `range`."),
});
export type GetOverviewInput = z.infer<typeof getOverviewInput>;

const activity = z.strictObject({
  conversations: z.int(),
  messages: z.int(),
  leads: z.int(),
  tickets: z.int(),
});

export const overview = z.strictObject({
  totals: z
    .strictObject({
      conversations: z.int().describe("Sessions."),
      messages: z.int(),
      leads: z.int(),
      tickets: z.int(),
      products: z.int(),
      chatbots: z.int(),
      active_chatbots: z.int().describe("Switched on."),
    })
    .describe("Of all time."),
  platforms: z
    .array(z.strictObject({ platform, conversations: z.int(), messages: z.int() }))
    .describe("Of all time."),
  activity: z.strictObject({
    today: activity.describe("UTC day so far."),
    yesterday: activity,
    last_7_days: activity,
  }),
  range: z
    .strictObject({
      period,
      conversations: z.int(),
      previous_conversations: z.int().describe("In as many days right before."),
      messages: z.int(),
      previous_messages: z.int(),
      response_rate: figures.response_rate,
      average_response_seconds: seconds,
      chatbots_with_conversations: z.int(),
      platforms: z.array(z.strictObject({ platform, conversations: z.int(), messages: z.int() })),
    })
    .describe("Of the days asked for; get_analytics has them one by one."),
  last_conversation_at: moment.nullable(),
  latest_conversations: z
    .array(conversationView)
    .describe("Newest first, at most 5; empty without the permission conversations:read."),
});
export type Overview = z.infer<typeof overview>;
