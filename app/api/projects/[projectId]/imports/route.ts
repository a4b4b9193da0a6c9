import { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { InvalidInputError } from "@/lib/core/errors";
import { createImport } from "@/lib/imports/create";
import { listImports } from "@/lib/imports/list";
import { createImportInput, listImportsInput } from "@/lib/imports/schema";
import { defineRoute } from "@/lib/web/define-route";
import { toInvalidInput } from "@/lib/web/errors";

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
    return createImport(caller, query.data, bodyOf(request));
  },
});

/** A body that is shorter than announced was cut off on its way; what came of it must not pass for the file. */
async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  const announced = request.headers.get("content-length");
  let bytes = 0;
  if (request.body) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  if (announced !== null && Number(announced) !== bytes) {
    throw new InvalidInputError("The file did not arrive whole.", {
      problems: [{ path: "file", message: `has ${announced} bytes, of which ${bytes} arrived` }],
      nextStep: "Send it again.",
    });
  }
}
