import { z } from "zod";
import { ANY_ORIGIN, canonicalOrigin, isWebsiteOrigin } from "@/lib/core/origin";
import { idOf, lineOf, moment, nextCursor, pageFields, textOf, toInstant } from "@/lib/core/schema";
import { dryRun, writeAnswer } from "@/lib/revisions/schema";
import {
  BUBBLE_STYLES,
  COMPATIBLE_PREFIX,
  MAX_DESCRIPTION_LENGTH,
  MAX_INSTRUCTIONS_LENGTH,
  MAX_LABEL_LENGTH,
  MAX_NAME_LENGTH,
  MAX_WELCOME_LENGTH,
  MODELS,
  STRICTNESSES,
  WIDGET_POSITIONS,
} from "./values";

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
  training: z
    .strictObject({
      status: z.enum(["queued", "running", "succeeded", "failed"]),
      processed: z.int(),
      total: z.int().nullable(),
      chunk_count: z.int().describe("Passages indexed."),
      finished_at: moment.nullable(),
    })
    .nullable()
    .describe("The last retraining; null before the first."),
});
export type ChatbotDetail = z.infer<typeof chatbotDetail>;

export const createChatbotInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Give the chatbot a name.")
    .max(MAX_NAME_LENGTH, `A chatbot's name has at most ${MAX_NAME_LENGTH} characters.`),
});
export type CreateChatbotInput = z.infer<typeof createChatbotInput>;

/** What every change of a chatbot takes besides the values. Only what is given is changed. */
const updateFields = {
  chatbot_id: idOf("chatbot").describe("From list_chatbots."),
  dry_run: dryRun,
};

const model = z
  .string()
  .overwrite(canonicalModel)
  .refine(isKnownModel, {
    error: `Must be one of ${MODELS.map(({ id }) => id).join(", ")}, or ${COMPATIBLE_PREFIX} and the model's name.`,
  })
  .describe(`Such as gpt-4o, claude-sonnet, gemini-flash, built-in or ${COMPATIBLE_PREFIX}<name>.`);

const language = z
  .string()
  .max(35)
  .overwrite(canonicalLanguage)
  .refine((tag) => tag === "auto" || isLanguage(tag), {
    error: "Must be auto or a BCP 47 language tag such as en, pt-BR or zh-Hant.",
  })
  .describe("auto, or a BCP 47 tag such as pt-BR.");

/** A colour as #RGB or #RRGGBB, written the long way in capitals so that one colour has one name. */
const hexColor = z
  .string()
  .regex(/^#([0-9A-Fa-f]{3}){1,2}$/, { error: "Must be a hex code such as #B45309." })
  .overwrite((code) => (code.length === 4 ? code.replace(/[^#]/g, "$&$&") : code).toUpperCase());

export const updateChatbotInstructionsInput = z.strictObject({
  ...updateFields,
  expected_updated_at: z
    .string()
    .refine((text) => toInstant(text, "first") !== null, { error: "Must be updated_at of get_chatbot." })
    .optional()
    .describe("updated_at as read; refused if they changed since."),
  instructions: textOf(MAX_INSTRUCTIONS_LENGTH).describe("The whole text; 15 to 40 lines work best."),
});
export type UpdateChatbotInstructionsInput = z.infer<typeof updateChatbotInstructionsInput>;

export const updateChatbotModelInput = z.strictObject({
  ...updateFields,
  model: model.optional(),
  temperature: z
    .number()
    .min(0.1, { error: "At least 0.1." })
    .max(1, { error: "At most 1.0." })
    .optional()
    .describe("0.1 (exact) to 1.0 (creative)."),
});
export type UpdateChatbotModelInput = z.infer<typeof updateChatbotModelInput>;

export const updateChatbotLanguageInput = z.strictObject({ ...updateFields, language });
export type UpdateChatbotLanguageInput = z.infer<typeof updateChatbotLanguageInput>;

export const updateChatbotSettingsInput = z.strictObject({
  ...updateFields,
  name: lineOf(MAX_NAME_LENGTH).optional().describe("Visitors see it."),
  description: textOf(MAX_DESCRIPTION_LENGTH).optional().describe("Internal."),
  is_enabled: z.boolean().optional().describe("Whether it answers visitors."),
  strictness: z.enum(STRICTNESSES).optional().describe("Use of sources."),
});
export type UpdateChatbotSettingsInput = z.infer<typeof updateChatbotSettingsInput>;

export const updateChatbotAppearanceInput = z.strictObject({
  ...updateFields,
  primary_color: hexColor.optional().describe("Header and buttons."),
  text_color: hexColor.optional().describe("On primary_color."),
  background_color: hexColor.optional().describe("Behind the chat."),
  position: z.enum(WIDGET_POSITIONS).optional().describe("On the page."),
  bubble_style: z.enum(BUBBLE_STYLES).optional().describe("Corners."),
});
export type UpdateChatbotAppearanceInput = z.infer<typeof updateChatbotAppearanceInput>;

export const updateChatbotLabelsInput = z.strictObject({
  ...updateFields,
  welcome_message: textOf(MAX_WELCOME_LENGTH)
    .min(1, { error: "Must not be empty." })
    .optional()
    .describe("First message."),
  input_placeholder: lineOf(MAX_LABEL_LENGTH).optional().describe("In the input."),
  thinking_label: lineOf(MAX_LABEL_LENGTH).optional().describe("While it writes."),
  submit_label: lineOf(MAX_LABEL_LENGTH).optional().describe("On the send button."),
});
export type UpdateChatbotLabelsInput = z.infer<typeof updateChatbotLabelsInput>;

/** Most websites and words in a list; the database checks them too. */
export const MAX_ORIGINS = 50;
export const MAX_TICKET_WORDS = 50;
export const MAX_TICKET_WORD_LENGTH = 60;
export const MAX_CONSENT_LENGTH = 500;
export const MAX_TICKET_AFTER = 20;

export const LEAD_FORMS = ["never", "when_needed", "before_chat"] as const;
const leadForm = z.enum(LEAD_FORMS);

export const widgetSettings = z.strictObject({
  allowed_origins: z.array(z.string()).describe("Origins; * is any, none is the demo page only."),
  lead_form: leadForm,
  consent_text: z.string(),
  visitor_tickets: z.boolean(),
  ticket_after: z.int().nullable(),
  ticket_words: z.array(z.string()),
});
export type WidgetSettings = z.infer<typeof widgetSettings>;

/** When and on whose page the chat was last loaded, other than our own. */
export const widgetSighting = z.strictObject({ seen_at: moment, seen_origin: z.string() });
export type WidgetSighting = z.infer<typeof widgetSighting>;

const allowedOrigins = z
  .array(
    z
      .string()
      .max(300, { error: "At most 300 characters." })
      .overwrite(canonicalOrigin)
      .refine((text) => text === ANY_ORIGIN || isWebsiteOrigin(text), {
        error: "Must be the address of a website, such as https://shop.example.",
      }),
  )
  .max(MAX_ORIGINS, { error: `At most ${MAX_ORIGINS} websites.` })
  .overwrite((origins) => (origins.includes(ANY_ORIGIN) ? [ANY_ORIGIN] : [...new Set(origins)]));

const ticketWords = z
  .array(lineOf(MAX_TICKET_WORD_LENGTH))
  .max(MAX_TICKET_WORDS, { error: `At most ${MAX_TICKET_WORDS} words.` })
  .overwrite((words) => [...new Map(words.map((word) => [word.toLowerCase(), word])).values()]);

export const updateChatbotWidgetInput = z.strictObject({
  ...updateFields,
  allowed_origins: allowedOrigins.optional().describe("Origins; * is any, none is the demo page only."),
  lead_form: leadForm.optional().describe("When visitors are asked who they are."),
  consent_text: textOf(MAX_CONSENT_LENGTH)
    .min(1, { error: "Must not be empty." })
    .optional()
    .describe("What visitors agree to when they leave their details."),
  visitor_tickets: z.boolean().optional().describe("Whether visitors may open tickets."),
  ticket_after: z
    .int({ error: "Must be a whole number." })
    .min(1, { error: "At least 1." })
    .max(MAX_TICKET_AFTER, { error: `At most ${MAX_TICKET_AFTER}.` })
    .nullable()
    .optional()
    .describe("Unanswered questions after which a ticket is opened; null is never."),
  ticket_words: ticketWords.optional().describe("Words of a visitor that open a ticket."),
});
export type UpdateChatbotWidgetInput = z.infer<typeof updateChatbotWidgetInput>;

export const chatbotUpdate = z.strictObject({
  chatbot_id: idOf("chatbot"),
  project_id: idOf("project"),
  name: z.string(),
  updated_at: moment,
  ...writeAnswer,
  hints: z.array(z.string()).describe("Advice about the new values."),
});
export type ChatbotUpdate = z.infer<typeof chatbotUpdate>;

/** A model by any of its names, such as GPT-4o or Claude Sonnet, as its id. What nobody knows stays as it is. */
function canonicalModel(text: string): string {
  const wanted = text.trim().toLowerCase();
  if (wanted.startsWith(COMPATIBLE_PREFIX)) {
    return COMPATIBLE_PREFIX + text.trim().slice(COMPATIBLE_PREFIX.length);
  }
  const hyphenated = wanted.replace(/\s+/g, "-");
  const found = MODELS.find(({ id, name, aliases = [] }) =>
    [id, name.toLowerCase(), ...aliases].some((known) => known === wanted || known === hyphenated),
  );
  return found?.id ?? text.trim();
}

function isKnownModel(model: string): boolean {
  if (MODELS.some(({ id }) => id === model)) return true;
  return (
    model.startsWith(COMPATIBLE_PREFIX) && /^\w[\w.:@/-]{0,99}$/.test(model.slice(COMPATIBLE_PREFIX.length))
  );
}

/** `auto`, or a tag in the form and case of RFC 5646 §4.5; what is no tag stays as it is. */
function canonicalLanguage(text: string): string {
  const wanted = text.trim();
  if (/^auto(matic)?$/i.test(wanted)) return "auto";
  try {
    return Intl.getCanonicalLocales(wanted.replaceAll("_", "-"))[0] ?? wanted;
  } catch {
    return wanted;
  }
}

const languageNames = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** Tags that are valid and name no one language to write in. */
const NO_LANGUAGE = ["und", "mul", "zxx", "mis", "root"];

/** Whether a tag names a language that is known, without extensions (RFC 5646 §2.2.6), which say nothing to a model. */
function isLanguage(tag: string): boolean {
  try {
    const { language, baseName } = new Intl.Locale(tag);
    return baseName === tag && !NO_LANGUAGE.includes(language) && languageNames.of(tag) !== undefined;
  } catch {
    return false;
  }
}
