import { z } from "zod";
import { platform } from "@/lib/conversations/schema";
import {
  dateOrTime,
  filterText,
  idOf,
  MAX_PAGE_SIZE,
  moment,
  nextCursor,
  pageFields,
} from "@/lib/core/schema";
import { MAX_BODY_LENGTH, MAX_SUBJECT_LENGTH, TICKET_PRIORITIES, TICKET_STATUSES } from "./values";

export const ticketStatus = z.enum(TICKET_STATUSES);
export type TicketStatus = z.infer<typeof ticketStatus>;

export const ticketPriority = z.enum(TICKET_PRIORITIES);
export type TicketPriority = z.infer<typeof ticketPriority>;

/** Who opened a ticket: a member or assistant, the visitor in the chat, or a rule of the chatbot. */
export const TICKET_OPENERS = ["person", "visitor", "rule"] as const;
export type TicketOpener = (typeof TICKET_OPENERS)[number];

const subject = z
  .string()
  .trim()
  .min(1, "Enter a subject.")
  .max(MAX_SUBJECT_LENGTH, `A subject has at most ${MAX_SUBJECT_LENGTH} characters.`)
  .refine((text) => !/\p{Cc}/u.test(text), "A subject is one line without control characters.");

const body = z
  .string()
  .trim()
  .min(1, "Enter a text.")
  .max(MAX_BODY_LENGTH, `A text has at most ${MAX_BODY_LENGTH} characters.`)
  .transform((text) => text.replace(/\r\n?/g, "\n"))
  // Line breaks and tabs are text; PostgreSQL refuses NUL.
  .refine((text) => !/(?![\n\t])\p{Cc}/u.test(text), "The text must not contain control characters.");

const ticketEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .pipe(z.email("This is not an e-mail address, such as name@example.com."));

const ticketId = idOf("ticket").describe("From list_tickets.");

export const createTicketInput = z.strictObject({
  subject,
  message: body.describe("What the customer wrote or asked for."),
  priority: ticketPriority.default("normal"),
  conversation_id: idOf("conversation").optional().describe("The conversation it comes from."),
  email: ticketEmail.optional().describe("Where replies go; the visitor's when left out."),
  assignee_id: idOf("user").optional().describe("The member who works on it."),
});
export type CreateTicketInput = z.output<typeof createTicketInput>;

export const addEntryInput = z.strictObject({ ticket_id: ticketId, body });
export type AddEntryInput = z.output<typeof addEntryInput>;

export const changeTicketStatusInput = z.strictObject({
  ticket_id: ticketId,
  status: ticketStatus,
  from_status: ticketStatus
    .optional()
    .describe("The status the change starts from; when it is another by now, nothing is changed."),
});
export type ChangeTicketStatusInput = z.output<typeof changeTicketStatusInput>;

export const assignTicketInput = z.strictObject({
  ticket_id: ticketId,
  assignee_id: idOf("user").nullable().describe("A member of the organisation; null for nobody."),
});
export type AssignTicketInput = z.output<typeof assignTicketInput>;

export const setTicketEmailInput = z.strictObject({
  ticket_id: ticketId,
  email: ticketEmail.nullable().describe("Where replies go besides the chat; null for nowhere else."),
});
export type SetTicketEmailInput = z.output<typeof setTicketEmailInput>;

const filters = {
  status: z.array(ticketStatus).min(1).max(TICKET_STATUSES.length).optional().describe("Any of these."),
  priority: ticketPriority.optional(),
  assignee_id: idOf("user").optional().describe("user_id of its assignee."),
  assigned: z.boolean().optional().describe("Has an assignee."),
  conversation_id: idOf("conversation").optional(),
  query: filterText.optional().describe("Words in subject or thread."),
  from: dateOrTime.optional().describe("Changed since: ISO 8601 date or time, UTC."),
  to: dateOrTime.optional().describe("Changed until."),
};

/** What a list of tickets can be narrowed to, as an address says it: several statuses are separated by commas. */
export const ticketFilters = z.strictObject({
  ...filters,
  status: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(ticketStatus).min(1).max(TICKET_STATUSES.length))
    .optional(),
  assigned: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
});

export const listTicketsInput = z.strictObject({ ...filters, ...pageFields });
export type ListTicketsInput = z.output<typeof listTicketsInput>;

const assignee = z
  .strictObject({
    user_id: z.string(),
    name: z.string().nullable().describe("Null when the person left the organisation."),
  })
  .nullable()
  .describe("Who works on it; null when nobody does.");

const facts = {
  id: idOf("ticket"),
  project_id: idOf("project"),
  subject: z.string(),
  status: ticketStatus,
  priority: ticketPriority,
  assignee,
  created_at: moment,
  updated_at: moment.describe("Of the last entry or change."),
};

export const ticketView = z.strictObject({
  ...facts,
  conversation_id: idOf("conversation").nullable(),
  excerpt: z.string().describe("Beginning of the first message, at most 200 characters."),
});
export type TicketView = z.infer<typeof ticketView>;

export const ticketPage = z.strictObject({ items: z.array(ticketView), next_cursor: nextCursor });
export type TicketPage = z.infer<typeof ticketPage>;

export const getTicketInput = z.strictObject({
  ticket_id: ticketId,
  order: z.enum(["oldest_first", "newest_first"]).default("oldest_first").describe("Of the thread."),
  limit: z.int().min(1).max(MAX_PAGE_SIZE).default(MAX_PAGE_SIZE).describe("Entries per page."),
  cursor: pageFields.cursor,
});
export type GetTicketInput = z.output<typeof getTicketInput>;

const author = z.strictObject({
  kind: z.enum(["customer", "person", "connection", "api_key", "job", "operator"]),
  name: z.string().nullable(),
});
export type EntryAuthor = z.infer<typeof author>;

export const ENTRY_KINDS = ["message", "reply", "note"] as const;

export const ticketEntryView = z.strictObject({
  id: idOf("ticketEntry"),
  kind: z
    .enum(ENTRY_KINDS)
    .describe("message is the customer's, reply what the team answered, note is internal."),
  author,
  body: z.string(),
  created_at: moment,
});
export type TicketEntryView = z.infer<typeof ticketEntryView>;

export const statusChangeView = z.strictObject({
  from_status: ticketStatus.nullable().describe("Null where the ticket was opened."),
  to_status: ticketStatus,
  author,
  changed_at: moment,
});
export type StatusChangeView = z.infer<typeof statusChangeView>;

export const assignmentView = z.strictObject({ assignee, author, changed_at: moment });
export type AssignmentView = z.infer<typeof assignmentView>;

/** Changes of status, and of assignee, that a ticket shows at most. */
export const MAX_HISTORY = 50;

export const ticketDetail = z.strictObject({
  ...facts,
  conversation: z
    .strictObject({
      id: idOf("conversation"),
      platform,
      started_at: moment,
      last_message_at: moment,
      visitor: z
        .strictObject({ id: idOf("visitor"), name: z.string().nullable() })
        .nullable()
        .describe("Null without the permission conversations:read."),
    })
    .nullable()
    .describe("The conversation it comes from; null when opened by hand."),
  status_history: z.array(statusChangeView).describe(`Oldest first, the last ${MAX_HISTORY}.`),
  assignments: z.array(assignmentView).describe(`Oldest first, the last ${MAX_HISTORY}.`),
  thread: z.array(ticketEntryView),
  next_cursor: nextCursor,
});
export type TicketDetail = z.infer<typeof ticketDetail>;

export const ticketDeliveryInput = z.strictObject({ ticket_id: ticketId });
export type TicketDeliveryInput = z.output<typeof ticketDeliveryInput>;

/** How replies reach the customer, and what became of those that went by e-mail. */
export const ticketDelivery = z.strictObject({
  opened_by: z.enum(TICKET_OPENERS),
  in_chat: z.boolean().describe("The customer finds replies in the chat on the website."),
  has_email: z.boolean(),
  email: z.string().nullable().describe("Null without one, or without the permission conversations:read."),
  can_mail: z.boolean().describe("Whether this installation sends e-mail."),
  mails: z.array(
    z.strictObject({
      entry_id: idOf("ticketEntry"),
      state: z.enum(["queued", "sent", "failed"]),
      error: z.string().describe("Why the last try did not work; empty when it did."),
      mailed_at: moment.nullable(),
    }),
  ),
});
export type TicketDelivery = z.infer<typeof ticketDelivery>;

/** Tickets of one visitor that are not settled, at most: who has so many gets answers there. */
export const MAX_OPEN_TICKETS = 5;
/** Tickets that a visitor is shown, the newest ones, and lines of each. */
export const MAX_VISITOR_TICKETS = 20;
export const MAX_VISITOR_THREAD = 50;

/** What a visitor asks for in the chat. */
export interface OpenTicketByVisitorInput {
  subject: string;
  message: string;
  /** Where answers go besides the chat. */
  email?: string;
}

/** What a visitor adds to a ticket of theirs. */
export interface AnswerByVisitorInput {
  ticket_id: string;
  message: string;
}

/** A ticket as its visitor sees it. */
export const visitorTicketView = z.strictObject({
  id: idOf("ticket"),
  subject: z.string(),
  status: ticketStatus,
  created_at: moment,
  /** Messages and replies, oldest first; never the team's notes. */
  thread: z.array(
    z.strictObject({
      from: z.enum(["visitor", "person"]),
      /** First name of the member who wrote it. */
      name: z.string().nullable(),
      text: z.string(),
      at: moment,
    }),
  ),
});
export type VisitorTicketView = z.infer<typeof visitorTicketView>;
