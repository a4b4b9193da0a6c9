import type { z } from "zod";
import { requirePermission } from "@/lib/auth/caller";
import { issueLiveToken, LIVE_TOKEN_SECONDS } from "@/lib/auth/live-token";
import { callerForProject, requireSession } from "@/lib/auth/session";
import type { LiveTokenView } from "@/lib/live/schema";
import { defineRoute } from "@/lib/web/define-route";

/** A token for one live stream of the project: good once, for a minute. */
export const POST = defineRoute<z.ZodUndefined, { projectId: string }>({
  handle: async ({ params }): Promise<LiveTokenView> => {
    requirePermission(await callerForProject(params.projectId), "analytics:read");
    return {
      real_time_access_token: await issueLiveToken(await requireSession(), params.projectId),
      expires_in: LIVE_TOKEN_SECONDS,
    };
  },
});
