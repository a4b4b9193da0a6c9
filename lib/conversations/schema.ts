import { z } from "zod";
import {
  dateOrTime,
  filterText,
  idOf,
  MAX_PAGE_SIZE,
  moment,
  nextCursor,
  pageFields,
  textOf,
} from "@/lib/core/schema";
import type { LeadView } from "@/lib/leads/schema";
import type { TicketView } from "@/lib/tickets/schema";

export const PLATFORMS = ["web", "whatsapp", "messenger"] as const;
export const platform = z.enum(PLATFORMS);
export type Platform = z.infer<typeof platform>;

/** Who wrote a message that is not the visitor's: the id is the chatbot's, the member's (a user), the rule's, the ticket's. */
export const messageAuthor = z.strictObject({
  kind: z.enum(["chatbot", "person", "rule", "ticket"]),
  id: z.string(),
});
export type MessageAuthor = z.infer<typeof messageAuthor>;

/** What a reply rests on, as it was when it was written. */
export const messageSource = z.strictObject({
  kind: z.enum(["product", "document", "custom"]),
  /** Of the product or the knowledge source. */
  id: z.string(),
  title: z.string(),
  /** Of the passage in its source; 0 is the first. */
  position: z.int(),
  /** Where in the source, in words; may be empty. */
  locator: z.string(),
  /** Public address of the product or page, if it has one. */
  url: z.string().nullable(),
  /** The words that were used, shortened. */
  quote: z.string(),
});
export type MessageSource = z.infer<typeof messageSource>;

export const listConversationsInput = z.strictObject({
  chatbot_id: idOf("chatbot").optional().describe("From list_chatbots."),
  from: dateOrTime
    .optional()
    .describe("Last message at or after this ISO 8601 date or time; UTC without an offset."),
  to: dateOrTime.optional().describe("Last message at or before; a date is its whole day."),
  platform: platform.optional().describe("Where it took place."),
  query: filterText.optional().describe('Words in a message, any inflection; "a phrase", or, -without.'),
  written_by: z.enum(["customer", "agent"]).optional().describe("Whose messages query looks at."),
  ...pageFields,
});
export type ListConversationsInput = z.infer<typeof listConversationsInput>;

const role = z.enum(["user", "agent"]).describe("user is the customer.");

const visitorName = z.strictObject({ id: idOf("visitor"), name: z.string().nullable() });

const facts = {
  id: idOf("conversation"),
  project_id: idOf("project"),
  chatbot_id: idOf("chatbot"),
  chatbot_name: z.string(),
  platform,
  started_at: moment,
  last_message_at: moment,
  user_message_count: z.int(),
  agent_message_count: z.int(),
};

export const conversationView = z.strictObject({
  ...facts,
  preview: z.string().describe("First words of the customer's first message."),
  visitor: visitorName.nullable(),
  match: z
    .strictObject({
      position: z.int(),
      role,
      sent_at: moment,
      snippet: z.string().describe("The newest message that matches, shortened; matching words stand in **."),
    })
    .nullable()
    .describe("Null without query."),
});
export type ConversationView = z.infer<typeof conversationView>;

export const conversationPage = z.strictObject({ items: z.array(conversationView), next_cursor: nextCursor });
export type ConversationPage = z.infer<typeof conversationPage>;

export const getConversationInput = z.strictObject({
  conversation_id: idOf("conversation").describe("From list_conversations."),
  order: z.enum(["oldest_first", "newest_first"]).default("oldest_first").describe("Of the messages."),
  limit: z.int().min(1).max(MAX_PAGE_SIZE).default(MAX_PAGE_SIZE).describe("Messages per page."),
  cursor: pageFields.cursor,
});
export type GetConversationInput = z.infer<typeof getConversationInput>;

export const messageView = z.strictObject({
  id: idOf("message"),
  position: z.int().describe("0 is the first of the conversation."),
  role,
  sent_at: moment,
  content: z.string(),
});
export type MessageView = z.infer<typeof messageView>;

export const conversationDetail = z.strictObject({
  ...facts,
  external_id: z.string().nullable().describe("Id in the system it was imported from."),
  visitor: z
    .strictObject({
      id: idOf("visitor"),
      external_id: z.string().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      attributes: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    })
    .nullable()
    .describe("Null when nothing is known of the customer."),
  messages: z.array(messageView),
  next_cursor: nextCursor,
});
export type ConversationDetail = z.infer<typeof conversationDetail>;

export const readConversationInput = z.strictObject({
  conversation_id: idOf("conversation").describe("From list_conversations."),
  limit: pageFields.limit.describe("Messages per page."),
  cursor: pageFields.cursor.describe("next_cursor, for earlier messages."),
});
export type ReadConversationInput = z.infer<typeof readConversationInput>;

export const conversationExcerpt = z.strictObject({
  conversation_id: idOf("conversation"),
  platform,
  message_count: z.int().describe("Of the whole conversation."),
  messages: z
    .array(z.strictObject({ role, sent_at: moment, content: z.string() }))
    .describe("The newest ones, in reading order."),
  next_cursor: nextCursor.describe("Give it as cursor for earlier messages; null at the beginning."),
});
export type ConversationExcerpt = z.infer<typeof conversationExcerpt>;

/** Who answers the visitor. */
const conversationHandler = z.enum(["chatbot", "person"]);
export type ConversationHandler = z.infer<typeof conversationHandler>;

/** A member of the organisation, by name as long as they are one. */
const memberName = z.strictObject({ user_id: z.string(), name: z.string().nullable() });

export const INBOX_VIEWS = ["all", "unread", "mine", "unassigned", "person"] as const;
export type InboxView = (typeof INBOX_VIEWS)[number];

/** Conversations on a page of the inbox. */
export const INBOX_PAGE_SIZE = 50;
/** Where the counts of the inbox end: one more is "and more". */
export const MAX_INBOX_COUNT = 99;

/** What the inbox can be narrowed to. */
export const inboxFilters = z.strictObject({
  view: z.enum(INBOX_VIEWS).default("all").describe("person: a person answers; unassigned: nobody's."),
  chatbot_id: listConversationsInput.shape.chatbot_id,
  platform: listConversationsInput.shape.platform,
  from: listConversationsInput.shape.from,
  to: listConversationsInput.shape.to,
  query: listConversationsInput.shape.query,
  visitor_id: idOf("visitor").optional().describe("Conversations of one visitor."),
});
export type InboxFilters = z.infer<typeof inboxFilters>;

export const listInboxInput = inboxFilters.extend({
  limit: z.int().min(1).max(MAX_PAGE_SIZE).default(INBOX_PAGE_SIZE).describe("Conversations per page."),
  cursor: pageFields.cursor,
});
export type ListInboxInput = z.infer<typeof listInboxInput>;

export const inboxConversation = conversationView.extend({
  is_unread: z.boolean(),
  handler: conversationHandler,
  assignee: memberName.nullable(),
  last_message: z
    .strictObject({ role, text: z.string() })
    .nullable()
    .describe("Beginning of the newest message."),
});
export type InboxConversation = z.infer<typeof inboxConversation>;

export const inboxPage = z.strictObject({
  items: z.array(inboxConversation),
  next_cursor: nextCursor,
  counts: z.strictObject({ unread: z.int(), mine: z.int() }).describe("100 stands for more than 99."),
});
export type InboxPage = z.infer<typeof inboxPage>;

/** Messages that are shown of a conversation at once. */
export const TRANSCRIPT_PAGE_SIZE = 50;

const position = z.coerce.number().int().min(0).max(2_147_483_647).optional();

/** Which part of a conversation: before, after or around a position, else its end. */
export const getTranscriptInput = z.strictObject({
  conversation_id: idOf("conversation"),
  before: position,
  after: position,
  around: position,
});
export type GetTranscriptInput = z.infer<typeof getTranscriptInput>;

export const transcriptMessage = messageView.extend({
  author: z
    .strictObject({ kind: messageAuthor.shape.kind, id: z.string(), name: z.string().nullable() })
    .nullable()
    .describe("Null: the visitor, or not known."),
  sources: z.array(messageSource),
  reply: z
    .strictObject({
      state: z.enum(["running", "answered", "unanswered", "failed"]),
      model: z.string(),
      error_code: z.string().nullable(),
      error_detail: z.string(),
    })
    .nullable()
    .describe("How the chatbot came to it."),
});
export type TranscriptMessage = z.infer<typeof transcriptMessage>;

export const transcript = z.strictObject({
  conversation: conversationDetail.omit({ messages: true, next_cursor: true }).extend({
    is_unread: z.boolean(),
    handler: conversationHandler,
    assignee: memberName.nullable(),
    page_url: z.string(),
    seen_up_to: z.int().describe("Position behind the last message of ours that the visitor saw."),
    is_replying: z.boolean().describe("The chatbot writes a reply."),
  }),
  messages: z.array(transcriptMessage),
  has_earlier: z.boolean(),
  has_later: z.boolean(),
});
export type Transcript = z.infer<typeof transcript>;

/** A conversation as it is opened in the inbox. */
export interface OpenConversation extends Transcript {
  tickets: TicketView[];
  leads: LeadView[];
}

/** Messages a visitor gets at once; earlier ones are asked for. */
export const VISITOR_PAGE_SIZE = 50;

/** A message as its visitor sees it. */
export const visitorMessage = z.strictObject({
  id: idOf("message"),
  position: z.int(),
  from: z.enum(["visitor", "chatbot", "person"]),
  /** First name of the person who wrote it; null otherwise. */
  name: z.string().nullable(),
  /** Markdown for messages of the chatbot, plain text for others. */
  text: z.string(),
  at: z.iso.datetime(),
  /** Where the answer comes from; those with an address are links. */
  sources: z.array(messageSource.pick({ kind: true, title: true, url: true, locator: true })),
  /** The ticket that this message is a reply to. */
  ticket_id: idOf("ticket").nullable(),
});
export type VisitorMessage = z.infer<typeof visitorMessage>;

/** Longest message of a person, in characters. */
export const MAX_PERSON_MESSAGE_LENGTH = 4_000;

const conversationId = idOf("conversation").describe("From the inbox.");

/** Which conversation to take over or to hand back. */
export const conversationInput = z.strictObject({ conversation_id: conversationId });
export type ConversationInput = z.infer<typeof conversationInput>;

export const sendMessageInput = z.strictObject({
  conversation_id: conversationId,
  text: textOf(MAX_PERSON_MESSAGE_LENGTH).min(1, { error: "Write something first." }),
  message_id: z.uuid().optional().describe("Made by the page; sending the same one again does no harm."),
});
export type SendMessageInput = z.output<typeof sendMessageInput>;

export const assignConversationInput = z.strictObject({
  conversation_id: conversationId,
  assignee_id: idOf("user").nullable().describe("A member of the organisation; null for nobody."),
});
export type AssignConversationInput = z.infer<typeof assignConversationInput>;

export const markConversationInput = z.strictObject({
  conversation_id: conversationId,
  as: z.enum(["read", "unread"]),
});
export type MarkConversationInput = z.infer<typeof markConversationInput>;

/** Who answers a conversation and who looks after it. */
export const conversationState = z.strictObject({
  id: idOf("conversation"),
  handler: conversationHandler,
  assignee: memberName.nullable(),
  is_unread: z.boolean(),
});
export type ConversationState = z.infer<typeof conversationState>;
