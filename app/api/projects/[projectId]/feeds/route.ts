import type { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { listFeeds } from "@/lib/feeds/list";
import { defineRoute } from "@/lib/web/define-route";

/** The product feeds of the project and how each goes. */
export const GET = defineRoute<z.ZodUndefined, { projectId: string }>({
  handle: async ({ params }) => listFeeds(await callerForProject(params.projectId)),
});
