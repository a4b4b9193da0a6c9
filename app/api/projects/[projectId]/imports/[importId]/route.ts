import type { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { getImport } from "@/lib/imports/get";
import { defineRoute } from "@/lib/web/define-route";

/** How far an import is, with its rejected lines. */
export const GET = defineRoute<z.ZodUndefined, { projectId: string; importId: string }>({
  handle: async ({ params }) =>
    getImport(await callerForProject(params.projectId), { import_id: params.importId }),
});
