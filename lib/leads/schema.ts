import { z } from "zod";
import { dateOrTime, filterText, idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";
import { LEAD_QUALIFICATIONS, LEAD_STAGES, MAX_LEAD_NAME_LENGTH, SALES_STAGES } from "./values";

export const leadQualification = z.enum(LEAD_QUALIFICATIONS);
export type LeadQualification = z.infer<typeof leadQualification>;

const salesStage = z.enum(SALES_STAGES);
export type SalesStage = z.infer<typeof salesStage>;

export const leadStage = z.enum(LEAD_STAGES);
export type LeadStage = z.infer<typeof leadStage>;

export const leadName = z
  .string()
  .trim()
  .min(1, "Enter a name.")
  .max(MAX_LEAD_NAME_LENGTH, `A name has at most ${MAX_LEAD_NAME_LENGTH} characters.`)
  .refine((text) => !/\p{Cc}/u.test(text), "A name is one line without control characters.");

export const leadEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .pipe(z.email("This is not an e-mail address, such as name@example.com."));

export const leadPhone = z
  .string()
  .trim()
  .max(40, "A phone number has at most 40 characters.")
  .regex(/^\+?[\d ()./-]*$/, "A phone number has digits, spaces and + ( ) . / - only.")
  .refine((text) => /\d/.test(text), "This is not a phone number, such as +44 20 7946 0000.");

/** How a lead came about: by a member's hand, by the form in the chat, by an address in what a visitor wrote. */
export const LEAD_SOURCES = ["manual", "form", "detected"] as const;
const leadSource = z.enum(LEAD_SOURCES);
export type LeadSource = z.infer<typeof leadSource>;

/** What a visitor leaves in the chat. */
export interface CaptureLeadInput {
  /** The conversation it happens in; null before there is one. */
  conversationId: string | null;
  name?: string;
  email?: string;
  phone?: string;
  /** From the form, or found by `detectContact` in what they wrote. */
  source: Exclude<LeadSource, "manual">;
  /** Whether they agreed to the chatbot's consent text. The form needs it. */
  consent: boolean;
}

export const createLeadInput = z.strictObject({
  name: leadName.optional(),
  email: leadEmail.optional(),
  phone: leadPhone.optional(),
  qualification: leadQualification.default("unqualified"),
  stage: leadStage.default("new"),
  conversation_id: idOf("conversation").optional().describe("The conversation it comes from."),
  visitor_id: idOf("visitor").optional().describe("Who it is; the conversation's visitor when left out."),
  chatbot_id: idOf("chatbot").optional().describe("Source chatbot; the conversation's when left out."),
});
export type CreateLeadInput = z.output<typeof createLeadInput>;

export const updateLeadInput = z.strictObject({
  lead_id: idOf("lead").describe("From list_leads."),
  name: leadName.nullable().optional(),
  email: leadEmail.nullable().optional(),
  phone: leadPhone.nullable().optional(),
  qualification: leadQualification.optional(),
  stage: leadStage.optional(),
});
export type UpdateLeadInput = z.output<typeof updateLeadInput>;

const filters = {
  chatbot_id: idOf("chatbot").optional().describe("From list_chatbots."),
  stage: leadStage.optional(),
  qualification: leadQualification.optional(),
  conversation_id: idOf("conversation").optional(),
  query: filterText.optional().describe("Part of a name, e-mail or phone."),
  from: dateOrTime.optional().describe("Captured since: ISO 8601 date or time, UTC."),
  to: dateOrTime.optional().describe("Captured until."),
};

/** What a list of leads can be narrowed to. */
export const leadFilters = z.strictObject(filters);

/** The same for the board, whose columns are the stages. */
export const leadBoardInput = leadFilters.omit({ stage: true });
export type LeadBoardInput = z.output<typeof leadBoardInput>;

export const listLeadsInput = z.strictObject({ ...filters, ...pageFields });
export type ListLeadsInput = z.output<typeof listLeadsInput>;

export const leadView = z.strictObject({
  id: idOf("lead"),
  project_id: idOf("project"),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  qualification: leadQualification,
  stage: leadStage,
  lost_from_stage: salesStage.nullable().describe("Where a lost lead was before; null when not lost."),
  chatbot_id: idOf("chatbot").nullable(),
  chatbot_name: z.string().nullable().describe("Source chatbot; null when added by hand."),
  conversation_id: idOf("conversation").nullable(),
  created_at: moment.describe("When it was captured."),
  updated_at: moment,
});
export type LeadView = z.infer<typeof leadView>;

export const leadPage = z.strictObject({ items: z.array(leadView), next_cursor: nextCursor });
export type LeadPage = z.infer<typeof leadPage>;

export const getLeadInput = z.strictObject({ lead_id: idOf("lead") });
export type GetLeadInput = z.output<typeof getLeadInput>;

/** A lead with all that is kept of it. */
export const leadDetail = leadView.extend({
  visitor_id: idOf("visitor").nullable(),
  source: leadSource,
  consent_at: moment.nullable().describe("When the visitor agreed; null when they did not."),
  consent_text: z.string().describe("What they agreed to."),
});
export type LeadDetail = z.infer<typeof leadDetail>;

/** Leads that a column of the board shows before more are asked for. */
export const BOARD_PAGE_SIZE = 20;

export const leadBoard = z.strictObject({
  columns: z.array(
    z.strictObject({
      stage: leadStage,
      count: z.int().describe("Leads in this stage, shown or not."),
      items: z.array(leadView),
      next_cursor: nextCursor,
    }),
  ),
});
export type LeadBoard = z.infer<typeof leadBoard>;

export const leadFunnelInput = z.strictObject({
  from: dateOrTime.optional().describe("Captured since: ISO 8601 date or time, UTC."),
  to: dateOrTime.optional().describe("Captured until."),
  chatbot_id: idOf("chatbot").optional().describe("From list_chatbots."),
});
export type LeadFunnelInput = z.output<typeof leadFunnelInput>;

const share = z.number().nullable().describe("0 to 1; null without leads.");

export const leadFunnel = z.strictObject({
  total: z.int().describe("Leads captured in the period."),
  by_qualification: z.array(
    z.strictObject({
      qualification: leadQualification,
      leads: z.int(),
      share,
      won: z.int().describe("Of these, sold."),
    }),
  ),
  by_stage: z
    .array(
      z.strictObject({
        stage: salesStage,
        leads: z.int().describe("In this stage now."),
        lost: z.int().describe("Lost from this stage."),
        reached: z
          .int()
          .describe(
            "In this stage or a later one now, or lost from it or a later one; lost after won counts to proposal.",
          ),
        conversion_from_previous: z
          .number()
          .nullable()
          .describe(
            "0 to 1: reached, of those that reached the stage before; null for the first and when nobody did.",
          ),
        conversion_from_start: share,
      }),
    )
    .describe("In the order of a sale."),
  lost: z.strictObject({ leads: z.int(), share }).describe("Lost leads, whatever stage they were in."),
});
export type LeadFunnel = z.infer<typeof leadFunnel>;
