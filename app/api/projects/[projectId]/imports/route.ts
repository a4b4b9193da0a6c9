import { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { createImport } from "@/lib/imports/create";
import { listImports } from "@/lib/imports/list";
import { createImportInput, listImportsInput } from "@/lib/imports/schema";
import { defineRoute } from "@/lib/web/define-route";
import { toInvalidInput } from "@/lib/web/errors";
import { requestBody } from "@/lib/web/request-body";

type Params = { projectId: string };

/** A query holds texts. */
const listQuery = listImportsInput.extend({
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** Imports of the project, newest first. */
export const GET = defineRoute<typeof listQuery, Params>({
  input: listQuery,
  handle: async ({ input, params }) => listImports(await callerForProject(params.projectId), input),
});

/** Takes the file as the body of the request; `kind`, `file_name` and `chatbot_id` stand in the query. */
export const POST = defineRoute<z.ZodUndefined, Params>({
  status: 202,
  handle: async ({ params, request }) => {
    const caller = await callerForProject(params.projectId);
    const query = createImportInput.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!query.success) throw toInvalidInput(query.error);
    return createImport(caller, query.data, requestBody(request));
  },
});
