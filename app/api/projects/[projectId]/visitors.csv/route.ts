import { callerForProject } from "@/lib/auth/session";
import { listVisitors } from "@/lib/visitors/list";
import { visitorFilters } from "@/lib/visitors/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
/** Times are UTC; `external_id` is the id in the system the history came from. */
const HEADER = ["id", "name", "email", "phone", "external_id", "conversations", "first_seen", "last_seen"];

/** The visitors as a file, with the search of the page. */
export const GET = defineRoute<typeof visitorFilters, { projectId: string }>({
  input: visitorFilters,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "visitors.csv",
      HEADER,
      (cursor) => listVisitors(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (row) => [
        row.id,
        row.name,
        row.email,
        row.phone,
        row.external_id,
        row.conversation_count,
        row.first_seen_at,
        row.last_seen_at,
      ],
    );
  },
});
