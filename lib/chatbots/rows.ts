import "server-only";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient } from "@/lib/db/tenant";
import type { TrainingRow } from "@/lib/knowledge/training-rows";
import type { ChatbotDetail, ChatbotView, WidgetSettings } from "./schema";

export const chatbotColumns = {
  projectId: true,
  id: true,
  name: true,
  description: true,
  isPrimary: true,
  isEnabled: true,
  model: true,
  language: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.ChatbotSelect;

/** How the chatbot behaves on websites. */
export const widgetColumns = {
  allowedOrigins: true,
  leadForm: true,
  consentText: true,
  visitorTickets: true,
  ticketAfter: true,
  ticketWords: true,
} satisfies Prisma.ChatbotSelect;

export const chatbotDetailColumns = {
  ...chatbotColumns,
  ...widgetColumns,
  instructions: true,
  temperature: true,
  strictness: true,
  primaryColor: true,
  textColor: true,
  backgroundColor: true,
  position: true,
  bubbleStyle: true,
  welcomeMessage: true,
  inputPlaceholder: true,
  thinkingLabel: true,
  submitLabel: true,
} satisfies Prisma.ChatbotSelect;

type ChatbotRow = Prisma.ChatbotGetPayload<{ select: typeof chatbotColumns }>;
export type ChatbotDetailRow = Prisma.ChatbotGetPayload<{ select: typeof chatbotDetailColumns }>;

export function toChatbotView(row: ChatbotRow, conversationCount: number): ChatbotView {
  return {
    id: row.id,
    project_id: row.projectId,
    name: row.name,
    description: row.description,
    is_primary: row.isPrimary,
    is_enabled: row.isEnabled,
    model: row.model,
    language: row.language,
    conversation_count: conversationCount,
    created_at: row.createdAt.toJSON(),
    updated_at: row.updatedAt.toJSON(),
  };
}

export function toChatbotDetail(
  row: ChatbotDetailRow,
  conversationCount: number,
  training: TrainingRow | null = null,
): ChatbotDetail {
  return {
    ...toChatbotView(row, conversationCount),
    instructions: row.instructions,
    temperature: row.temperature,
    strictness: row.strictness,
    appearance: {
      primary_color: row.primaryColor,
      text_color: row.textColor,
      background_color: row.backgroundColor,
      position: row.position,
      bubble_style: row.bubbleStyle,
    },
    labels: {
      welcome_message: row.welcomeMessage,
      input_placeholder: row.inputPlaceholder,
      thinking_label: row.thinkingLabel,
      submit_label: row.submitLabel,
    },
    training: training && {
      status: training.status,
      processed: training.processed,
      total: training.total,
      chunk_count: training.chunkCount,
      finished_at: training.finishedAt?.toJSON() ?? null,
    },
  };
}

type WidgetRow = Prisma.ChatbotGetPayload<{ select: typeof widgetColumns }>;

export function toWidgetSettings(row: WidgetRow): WidgetSettings {
  return {
    allowed_origins: row.allowedOrigins,
    lead_form: row.leadForm,
    consent_text: row.consentText,
    visitor_tickets: row.visitorTickets,
    ticket_after: row.ticketAfter,
    ticket_words: row.ticketWords,
  };
}

/** Conversations of all time by chatbot, from the rollups. Chatbots without any are absent. */
export async function conversationCounts(
  db: TenantClient,
  chatbotIds: readonly string[],
): Promise<Map<string, number>> {
  const sums = await db.metricDaily.groupBy({
    by: ["chatbotId"],
    where: { chatbotId: { in: [...chatbotIds] } },
    _sum: { conversations: true },
  });
  return new Map(sums.map((sum) => [sum.chatbotId, sum._sum.conversations ?? 0]));
}
