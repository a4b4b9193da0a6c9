import { callerForProject } from "@/lib/auth/session";
import { listSources } from "@/lib/knowledge/list-sources";
import { listSourcesInput } from "@/lib/knowledge/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = [
  "title",
  "kind",
  "format",
  "file",
  "address",
  "read_again",
  "state",
  "problem",
  "characters",
  "created",
  "changed",
  "read",
  "id",
];

const filters = listSourcesInput.omit({ limit: true, cursor: true });

/** The sources as a file, with the filters of the page. */
export const GET = defineRoute<typeof filters, { projectId: string }>({
  input: filters,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "knowledge.csv",
      HEADER,
      (cursor) => listSources(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (source) => [
        source.title,
        source.kind,
        source.format,
        source.origin,
        source.url,
        source.refresh,
        source.state,
        source.fetch_error,
        source.characters,
        source.created_at,
        source.updated_at,
        source.fetched_at,
        source.id,
      ],
    );
  },
});
