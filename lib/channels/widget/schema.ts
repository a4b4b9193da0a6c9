import { z } from "zod";
import { BUBBLE_STYLES, WIDGET_POSITIONS } from "@/lib/chatbots/values";
import { visitorMessage } from "@/lib/conversations/schema";
import { idOf, lineOf, textOf } from "@/lib/core/schema";
import { leadEmail, leadName, leadPhone } from "@/lib/leads/schema";
import { SALES_TRIGGERS } from "@/lib/sales-rules/values";
import { visitorTicketView } from "@/lib/tickets/schema";

// What the widget and the server say to each other, at /api/widget/<chatbot id>/…: JSON both ways, every request a POST.
// The visitor is whoever holds the token: `Authorization: Bearer cvt_…`. The widget's own code takes types from here
// and nothing else, so that it stays small.

export const MAX_VISITOR_MESSAGE_LENGTH = 4_000;
/** No conversation is as long as this. */
const MAX_POSITION = 1_000_000_000;

/** Longest address of a page that is kept, in characters. */
const MAX_PAGE_URL_LENGTH = 2_000;

/** Address of the page the widget stands on. A page without a public one, such as a local file, has none. */
const pageUrl = z
  .string()
  .default("")
  .transform((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) return "";
    const page = `${url.origin}${url.pathname}`;
    // Rather a part than no message: addresses can be as long as they like.
    return (page + url.search).length <= MAX_PAGE_URL_LENGTH
      ? page + url.search
      : page.slice(0, MAX_PAGE_URL_LENGTH);
  });

/** `POST session` (no token needed): everything the widget needs to draw itself. Writes nothing but `seen_at`. */
export const sessionInput = z.strictObject({ page_url: pageUrl });

/** `POST messages`: answers with a stream of `ReplyEvent`s. */
export const postMessageInput = z.strictObject({
  /** Made by the widget; sending the same one again does no harm. */
  message_id: z.uuid(),
  text: textOf(MAX_VISITOR_MESSAGE_LENGTH).min(1, { error: "Write something first." }),
  page_url: pageUrl,
});
export type PostMessageInput = z.output<typeof postMessageInput>;

/** `POST history`: earlier messages of the visitor's conversation. Answers with a `WidgetHistory`. */
export const historyInput = z.strictObject({ before: z.int().min(1).max(MAX_POSITION) });

/** `POST events`: a stream of `WidgetEvent`s, while the chat is open or an answer may come. */
export const eventsInput = z.strictObject({
  /** Position of the last message the widget has; -1 for none. */
  after: z.int().min(-1).max(MAX_POSITION),
  /** Whether the visitor looks at the chat: then what the widget has and gets counts as seen. */
  is_open: z.boolean().default(true),
});

/** `POST leads`: contact details with consent. Answers 200 `{ "saved": true }`. */
export const leaveContactInput = z
  .strictObject({
    name: leadName.optional(),
    email: leadEmail.optional(),
    phone: leadPhone.optional(),
    consent: z.literal(true, { error: "Please agree first." }),
    page_url: pageUrl,
  })
  .refine(({ email, phone }) => email !== undefined || phone !== undefined, {
    path: ["email"],
    error: "Leave an e-mail address or a phone number.",
  });

/** `POST tickets`: the visitor asks for a person. Answers 201 with a `WidgetTicket`. */
export const openTicketInput = z.strictObject({
  subject: lineOf(200),
  message: textOf(4_000).min(1, { error: "Write what it is about." }),
  email: leadEmail.optional(),
  page_url: pageUrl,
});

/** `POST tickets/<id>/messages`: the visitor answers in a ticket's thread. Answers 201 with the `WidgetTicket`. */
export const answerTicketInput = z.strictObject({ message: textOf(4_000).min(1) });

/**
 * `POST rules/<id>/shown`: a sales rule's message was shown. Answers `{ "counted": boolean }`: false when this visitor had
 * seen it before.
 */
export const ruleShownInput = z.strictObject({});

/** How the chat looks and what it says, also in the dashboard's preview. */
export const widgetLook = z.strictObject({
  name: z.string(),
  primary_color: z.string(),
  text_color: z.string(),
  background_color: z.string(),
  position: z.enum(WIDGET_POSITIONS),
  bubble_style: z.enum(BUBBLE_STYLES),
  welcome_message: z.string(),
  input_placeholder: z.string(),
  thinking_label: z.string(),
  submit_label: z.string(),
});
export type WidgetLook = z.infer<typeof widgetLook>;

export const widgetMessage = visitorMessage;
export type WidgetMessage = z.infer<typeof widgetMessage>;

/** The messages right before the position asked for, oldest first. */
export const widgetHistory = z.strictObject({ messages: z.array(widgetMessage), has_earlier: z.boolean() });
export type WidgetHistory = z.infer<typeof widgetHistory>;

export const widgetTicket = visitorTicketView;
export type WidgetTicket = z.infer<typeof widgetTicket>;

export const widgetRule = z.strictObject({
  id: idOf("salesRule"),
  trigger: z.enum(SALES_TRIGGERS),
  page_part: z.string(),
  threshold: z.int().nullable(),
  message: z.string(),
});
export type WidgetRule = z.infer<typeof widgetRule>;

export const widgetSession = z.strictObject({
  look: widgetLook,
  lead_form: z.enum(["never", "when_needed", "before_chat"]),
  consent_text: z.string(),
  tickets_enabled: z.boolean(),
  /** BCP 47 tag the chatbot is fixed to; null: it follows the visitor. */
  language: z.string().nullable(),
  /** The token sent, or a new one when none or one that is not from here was. Kept by the widget. */
  visitor_token: z.string(),
  /** Whether the visitor left contact details before. */
  is_known: z.boolean(),
  conversation: z
    .strictObject({
      id: idOf("conversation"),
      handler: z.enum(["chatbot", "person"]),
      messages: z.array(widgetMessage),
      has_earlier: z.boolean(),
      /** A reply is being written, perhaps for another tab; it arrives through `events`. */
      is_replying: z.boolean(),
      unseen: z.int(),
    })
    .nullable(),
  tickets: z.array(widgetTicket),
  /** Active rules that this visitor has not seen. */
  rules: z.array(widgetRule),
});
export type WidgetSession = z.infer<typeof widgetSession>;

/** Server-sent events of `POST messages`: the name of the event, and what its data are. Ends behind `done` or `waiting`. */
export type ReplyEvent =
  | { event: "accepted"; data: { conversation_id: string; message: WidgetMessage } }
  /** More of the reply's text. */
  | { event: "delta"; data: { text: string } }
  /** The whole reply as it was kept; it may differ from what was streamed, and replaces it. */
  | { event: "done"; data: { message: WidgetMessage; ask_contact: boolean; ticket: WidgetTicket | null } }
  /** A person answers this conversation; what they write arrives through `events`. */
  | { event: "waiting"; data: { handler: "person" } };

/** Server-sent events of `POST events`. */
export type WidgetEvent =
  | { event: "message"; data: WidgetMessage }
  | { event: "handler"; data: { handler: "chatbot" | "person" } }
  | { event: "tickets"; data: WidgetTicket[] };
