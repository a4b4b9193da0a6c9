import { z } from "zod";
import { idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";

/** Longest instructions in characters; the database checks it too. */
export const MAX_INSTRUCTIONS_LENGTH = 15_000;

export const STRICTNESSES = ["strict", "balanced", "flexible"] as const;
export const WIDGET_POSITIONS = ["left", "center", "right"] as const;
export const BUBBLE_STYLES = ["rounded", "square", "pill"] as const;

export const listChatbotsInput = z.strictObject(pageFields);
export type ListChatbotsInput = z.infer<typeof listChatbotsInput>;

export const getChatbotInput = z.strictObject({
  chatbot_id: idOf("chatbot").describe("From list_chatbots."),
});
export type GetChatbotInput = z.infer<typeof getChatbotInput>;

const facts = {
  id: idOf("chatbot"),
  project_id: idOf("project"),
  name: z.string(),
  description: z.string(),
  is_primary: z.boolean().describe("The project's main chatbot."),
  is_enabled: z.boolean().describe("Whether it answers visitors."),
  model: z.string().describe("AI model that writes the replies; built-in works without a provider."),
  language: z.string().describe("auto, or the BCP 47 tag every reply is written in."),
  conversation_count: z.int().describe("Conversations of all time."),
  created_at: moment,
  updated_at: moment,
};

export const chatbotView = z.strictObject(facts);
export type ChatbotView = z.infer<typeof chatbotView>;

export const chatbotPage = z.strictObject({ items: z.array(chatbotView), next_cursor: nextCursor });
export type ChatbotPage = z.infer<typeof chatbotPage>;

const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/);

export const chatbotDetail = z.strictObject({
  ...facts,
  instructions: z.string().describe("The system prompt."),
  temperature: z.number().describe("0.1 (exact) to 1.0 (creative)."),
  strictness: z.enum(STRICTNESSES).describe("How closely replies follow the connected sources."),
  appearance: z.strictObject({
    primary_color: color,
    text_color: color,
    background_color: color,
    position: z.enum(WIDGET_POSITIONS),
    bubble_style: z.enum(BUBBLE_STYLES),
  }),
  labels: z.strictObject({
    welcome_message: z.string(),
    input_placeholder: z.string(),
    thinking_label: z.string(),
    submit_label: z.string(),
  }),
});
export type ChatbotDetail = z.infer<typeof chatbotDetail>;

export const createChatbotInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Give the chatbot a name.")
    .max(80, "A chatbot's name has at most 80 characters."),
});
export type CreateChatbotInput = z.infer<typeof createChatbotInput>;
