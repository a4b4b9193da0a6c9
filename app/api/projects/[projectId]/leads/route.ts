import { callerForProject } from "@/lib/auth/session";
import { listLeads } from "@/lib/leads/list";
import { BOARD_PAGE_SIZE, listLeadsInput } from "@/lib/leads/schema";
import { defineRoute } from "@/lib/web/define-route";

const input = listLeadsInput.omit({ limit: true });

/** More leads of a column of the board. */
export const GET = defineRoute<typeof input, { projectId: string }>({
  input,
  handle: async ({ input: filters, params }) =>
    listLeads(await callerForProject(params.projectId), { ...filters, limit: BOARD_PAGE_SIZE }),
});
