import { callerForOrganisation } from "@/lib/auth/session";
import { listCalls } from "@/lib/call-log/list";
import { callFilters } from "@/lib/call-log/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = [
  "time",
  "tool",
  "outcome",
  "error",
  "milliseconds",
  "client",
  "through",
  "name",
  "project",
  "id",
];

/** The call log as a file, with the filters of the page. */
export const GET = defineRoute<typeof callFilters, { organisationId: string }>({
  input: callFilters,
  handle: async ({ input, params }) => {
    const caller = await callerForOrganisation(params.organisationId);
    return csvResponse(
      "mcp-calls.csv",
      HEADER,
      (cursor) => listCalls(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (call) => [
        call.started_at,
        call.tool,
        call.outcome,
        call.error_code,
        call.duration_ms,
        call.client_name,
        call.through?.kind,
        call.through?.label,
        call.project?.name,
        call.id,
      ],
    );
  },
});
