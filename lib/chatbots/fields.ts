import "server-only";
import type { ChatbotDetailRow } from "./rows";

/** What can be changed about a chatbot, by its path in `get_chatbot`, and the column that holds it. */
const COLUMNS = {
  name: "name",
  description: "description",
  is_enabled: "isEnabled",
  instructions: "instructions",
  model: "model",
  temperature: "temperature",
  language: "language",
  strictness: "strictness",
  "appearance.primary_color": "primaryColor",
  "appearance.text_color": "textColor",
  "appearance.background_color": "backgroundColor",
  "appearance.position": "position",
  "appearance.bubble_style": "bubbleStyle",
  "labels.welcome_message": "welcomeMessage",
  "labels.input_placeholder": "inputPlaceholder",
  "labels.thinking_label": "thinkingLabel",
  "labels.submit_label": "submitLabel",
  "widget.allowed_origins": "allowedOrigins",
  "widget.lead_form": "leadForm",
  "widget.consent_text": "consentText",
  "widget.visitor_tickets": "visitorTickets",
  "widget.ticket_after": "ticketAfter",
  "widget.ticket_words": "ticketWords",
} as const satisfies Record<string, keyof ChatbotDetailRow>;

type Columns = typeof COLUMNS;

/** Values of a chatbot by the path of their field. */
export type ChatbotFields = { -readonly [Path in keyof Columns]: ChatbotDetailRow[Columns[Path]] };

const PATHS = Object.keys(COLUMNS) as (keyof Columns)[];

export function toChatbotFields(row: ChatbotDetailRow): ChatbotFields {
  return Object.fromEntries(PATHS.map((path) => [path, row[COLUMNS[path]]])) as ChatbotFields;
}

/** The columns that some fields set; fields nobody knows are left out. */
export function toColumns(fields: Partial<ChatbotFields>): Partial<ChatbotDetailRow> {
  return Object.fromEntries(
    PATHS.filter((path) => path in fields).map((path) => [COLUMNS[path], fields[path]]),
  );
}
