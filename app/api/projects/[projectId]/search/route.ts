import { callerForProject } from "@/lib/auth/session";
import { findAnywhere } from "@/lib/search/find-anywhere";
import { searchInput } from "@/lib/search/schema";
import { defineRoute } from "@/lib/web/define-route";

/** What the command menu finds. */
export const GET = defineRoute<typeof searchInput, { projectId: string }>({
  input: searchInput,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    return { items: await findAnywhere(caller, input) };
  },
});
