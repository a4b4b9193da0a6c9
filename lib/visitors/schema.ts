import { z } from "zod";
import { filterText, idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";
import { LEAD_STAGES } from "@/lib/leads/values";
import { TICKET_STATUSES } from "@/lib/tickets/values";

export const visitorFilters = z.strictObject({
  query: filterText.optional().describe("Any part of a name, e-mail address or phone number."),
});
export type VisitorFilters = z.infer<typeof visitorFilters>;

export const listVisitorsInput = visitorFilters.extend(pageFields);
export type ListVisitorsInput = z.infer<typeof listVisitorsInput>;

export const visitorInput = z.strictObject({ visitor_id: idOf("visitor") });
export type VisitorInput = z.infer<typeof visitorInput>;

export const visitorView = z.strictObject({
  id: idOf("visitor"),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  external_id: z.string().nullable().describe("Id in the system the history came from."),
  conversation_count: z.int(),
  first_seen_at: moment,
  last_seen_at: moment,
});
export type VisitorView = z.infer<typeof visitorView>;

export const visitorPage = z.strictObject({ items: z.array(visitorView), next_cursor: nextCursor });
export type VisitorPage = z.infer<typeof visitorPage>;

export const visitorDetail = visitorView.extend({
  attributes: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  message_count: z.int().describe("Of all their conversations, from both sides."),
  leads: z
    .array(
      z.strictObject({
        id: idOf("lead"),
        name: z.string().nullable(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        stage: z.enum(LEAD_STAGES),
        conversation_id: idOf("conversation").nullable(),
      }),
    )
    .nullable()
    .describe("Null for those who may not see leads."),
  tickets: z
    .array(z.strictObject({ id: idOf("ticket"), subject: z.string(), status: z.enum(TICKET_STATUSES) }))
    .nullable()
    .describe("Null for those who may not see tickets."),
});
export type VisitorDetail = z.infer<typeof visitorDetail>;

/** What went with a visitor. */
export const deletedVisitor = z.strictObject({
  visitor_id: idOf("visitor"),
  conversations: z.int(),
  leads: z.int(),
  tickets: z.int(),
});
export type DeletedVisitor = z.infer<typeof deletedVisitor>;
