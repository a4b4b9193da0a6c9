import type { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { listImports } from "@/lib/imports/list";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = [
  ...["created", "file", "kind", "bytes", "state", "read", "new", "changed", "unchanged", "rejected"],
  ...["error", "finished", "id"],
];

/** The imports of a project as a file. */
export const GET = defineRoute<z.ZodUndefined, { projectId: string }>({
  handle: async ({ params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "imports.csv",
      HEADER,
      (cursor) => listImports(caller, { limit: PAGE_SIZE, cursor }),
      (run) => [
        run.created_at,
        run.file_name,
        run.kind,
        run.file_bytes,
        run.status,
        run.processed,
        run.created,
        run.updated,
        run.unchanged,
        run.rejected,
        run.error,
        run.finished_at,
        run.id,
      ],
    );
  },
});
