import { listAudit } from "@/lib/audit/list";
import { auditFilters } from "@/lib/audit/schema";
import { callerForOrganisation } from "@/lib/auth/session";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = ["time", "who", "through", "what", "changes", "details", "action", "target", "request", "id"];

/** The audit log as a file, with the filters of the page. */
export const GET = defineRoute<typeof auditFilters, { organisationId: string }>({
  input: auditFilters,
  handle: async ({ input, params }) => {
    const caller = await callerForOrganisation(params.organisationId);
    return csvResponse(
      "audit-log.csv",
      HEADER,
      (cursor) => listAudit(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (entry) => [
        entry.at,
        entry.actor.name,
        entry.actor.kind,
        entry.text,
        entry.changes.map(({ name, before, after }) => `${name}: ${before} → ${after}`).join("; "),
        entry.facts.map(({ name, value }) => `${name}: ${value}`).join("; "),
        entry.action,
        entry.target_id,
        entry.request_id,
        entry.id,
      ],
    );
  },
});
