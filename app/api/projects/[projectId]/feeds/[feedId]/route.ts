import type { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { getFeed } from "@/lib/feeds/get";
import { defineRoute } from "@/lib/web/define-route";

/** How one feed goes. */
export const GET = defineRoute<z.ZodUndefined, { projectId: string; feedId: string }>({
  handle: async ({ params }) => getFeed(await callerForProject(params.projectId), { feed_id: params.feedId }),
});
