import { callerForProject } from "@/lib/auth/session";
import { listLeadDetails } from "@/lib/leads/list";
import { leadFilters } from "@/lib/leads/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;

/** One line for each lead. Times are UTC; `source` is manual, form or detected, `consent_text` what the visitor agreed to. */
const HEADER = [
  ...["id", "captured_at", "name", "email", "phone", "stage", "lost_from", "qualification", "source"],
  ...["chatbot", "conversation_id", "consent_at", "consent_text", "changed_at"],
];

/** The leads as a file, with the filters of the page. */
export const GET = defineRoute<typeof leadFilters, { projectId: string }>({
  input: leadFilters,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "leads.csv",
      HEADER,
      (cursor) => listLeadDetails(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (lead) => [
        lead.id,
        lead.created_at,
        lead.name ?? "",
        lead.email ?? "",
        lead.phone ?? "",
        lead.stage,
        lead.lost_from_stage ?? "",
        lead.qualification,
        lead.source,
        lead.chatbot_name ?? "",
        lead.conversation_id ?? "",
        lead.consent_at ?? "",
        lead.consent_text,
        lead.updated_at,
      ],
    );
  },
});
