import { callerForProject } from "@/lib/auth/session";
import { listRevisions } from "@/lib/revisions/list";
import { revisionFilters } from "@/lib/revisions/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = [
  ...["time", "what", "name", "action", "who", "through", "connection", "approved by"],
  ...["changes", "undoes", "undone by", "id"],
];

/** The changes of chatbots and sales rules as a file, with the filters of the page. */
export const GET = defineRoute<typeof revisionFilters, { projectId: string }>({
  input: revisionFilters,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "history.csv",
      HEADER,
      (cursor) => listRevisions(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (revision) => [
        revision.created_at,
        revision.subject_kind,
        revision.subject_name,
        revision.action,
        revision.author.name,
        revision.author.kind,
        revision.author.connection,
        revision.author.approved_by,
        revision.changes.map(({ field, before, after }) => `${field}: ${before} → ${after}`).join("; "),
        revision.undoes_id,
        revision.undone_by_id,
        revision.id,
      ],
    );
  },
});
