import { TRIGGER_WORDS } from "@/components/sales-rules/words";
import type { RevisionView } from "@/lib/revisions/schema";
import type { SalesTrigger } from "@/lib/sales-rules/values";

/** Words for the fields that a person knows. Those without one are not shown. */
const FIELD_WORDS: Record<string, string> = {
  name: "Name",
  description: "Description",
  is_enabled: "Answers visitors",
  instructions: "Instructions",
  model: "Model",
  temperature: "Temperature",
  language: "Language",
  strictness: "Strictness",
  "appearance.primary_color": "Main colour",
  "appearance.text_color": "Text on it",
  "appearance.background_color": "Background",
  "appearance.position": "Position",
  "appearance.bubble_style": "Bubbles",
  "labels.welcome_message": "Welcome message",
  "labels.input_placeholder": "Input placeholder",
  "labels.thinking_label": "While thinking",
  "labels.submit_label": "Send button",
  "widget.allowed_origins": "Allowed websites",
  "widget.lead_form": "Asks who visitors are",
  "widget.consent_text": "Consent text",
  "widget.visitor_tickets": "Visitors may open tickets",
  "widget.ticket_after": "Ticket after unanswered questions",
  "widget.ticket_words": "Words that open a ticket",
  is_active: "Turned on",
  trigger: "Trigger",
  page_part: "Page address",
  threshold: "Threshold",
  message: "Message",
};

/** Fields whose value is a list of texts, written as JSON. */
const LIST_FIELDS = new Set(["widget.allowed_origins", "widget.ticket_words"]);

function listName(value: string): string {
  try {
    return (JSON.parse(value) as string[]).join(", ");
  } catch {
    return value;
  }
}

/** Fields that describe a whole subject, but that nobody decides. */
const UNTOLD = new Set([
  "id",
  "project_id",
  "chatbot_id",
  "is_primary",
  "conversation_count",
  "shown_count",
  "created_at",
  "updated_at",
]);

/** "Main colour" for `appearance.primary_color`; the path itself where there is no word for it. */
export function fieldName(field: string): string {
  return FIELD_WORDS[field] ?? field;
}

/** Whether there is no value. */
export function isNothing(value: string | null): boolean {
  return value === null || value === "" || value === "[]";
}

/** A value as a person knows it: triggers have names, and lists are one value after another. */
export function valueName(field: string, value: string | null): string {
  if (value === null || isNothing(value)) return "nothing";
  if (LIST_FIELDS.has(field)) return listName(value);
  return field === "trigger" && value in TRIGGER_WORDS ? TRIGGER_WORDS[value as SalesTrigger].title : value;
}

/** Whether a person should see this field in a difference. */
export function isTold(field: string): boolean {
  return !UNTOLD.has(field);
}

export const SUBJECT_WORDS: Record<RevisionView["subject_kind"], string> = {
  chatbot: "Chatbot",
  sales_rule: "Sales rule",
};

/** Who made a change, such as "Claude Code, approved by Ana". */
export function authorName({ author }: RevisionView): string {
  return author.approved_by === null ? author.name : `${author.name}, approved by ${author.approved_by}`;
}

/** What a change did, such as "created" or "changed instructions and model". */
export function deed({ action, changes }: RevisionView): string {
  if (action === "create") return "created it";
  if (action === "delete") return "deleted it";
  if (action === "undo" && changes.every(({ before }) => before === null)) return "brought it back";
  if (action === "undo" && changes.every(({ after }) => after === null)) return "undid its creation";
  const names = changes
    .filter(({ field }) => isTold(field))
    .map(({ field }) => fieldName(field).toLowerCase());
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return `${action === "undo" ? "undid a change of" : "changed"} ${inWords(shown)}`;
}

function inWords(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
