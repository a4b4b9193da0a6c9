import { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { listKnowledge } from "@/lib/knowledge/list-knowledge";
import { listKnowledgeInput } from "@/lib/knowledge/schema";
import { defineRoute } from "@/lib/web/define-route";

/** A query holds texts. */
const listQuery = listKnowledgeInput.extend({ limit: z.coerce.number().int().min(1).max(100).default(100) });

/** What each chatbot of the project has learned, and how its retraining goes. */
export const GET = defineRoute<typeof listQuery, { projectId: string }>({
  input: listQuery,
  handle: async ({ input, params }) => listKnowledge(await callerForProject(params.projectId), input),
});
