import { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { createDocument } from "@/lib/knowledge/create-document";
import { listKnowledge } from "@/lib/knowledge/list-knowledge";
import { createDocumentInput, listKnowledgeInput } from "@/lib/knowledge/schema";
import { defineRoute } from "@/lib/web/define-route";
import { toInvalidInput } from "@/lib/web/errors";
import { requestBody } from "@/lib/web/request-body";

type Params = { projectId: string };

/** A query holds texts. */
const listQuery = listKnowledgeInput.extend({ limit: z.coerce.number().int().min(1).max(100).default(100) });

/** What each chatbot of the project has learned, and how its retraining goes. */
export const GET = defineRoute<typeof listQuery, Params>({
  input: listQuery,
  handle: async ({ input, params }) => listKnowledge(await callerForProject(params.projectId), input),
});

/** Takes a file as the body of the request and keeps its text as a document; `file_name` stands in the query. */
export const POST = defineRoute<z.ZodUndefined, Params>({
  status: 201,
  handle: async ({ params, request }) => {
    const caller = await callerForProject(params.projectId);
    const query = createDocumentInput.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!query.success) throw toInvalidInput(query.error);
    // The text, which may be long, is not sent back.
    const { body: _, ...source } = await createDocument(caller, query.data, requestBody(request));
    return source;
  },
});
