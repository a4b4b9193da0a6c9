import type { z } from "zod";
import { readBearer } from "@/lib/auth/credential";
import { spendLiveToken } from "@/lib/auth/live-token";
import { UnauthenticatedError } from "@/lib/core/errors";
import { eventStreamResponse } from "@/lib/core/event-stream";
import { closeWhenRefused } from "@/lib/core/watch-stream";
import { watchProject } from "@/lib/live/watch";
import { defineRoute } from "@/lib/web/define-route";

/**
 * The project as it is now, then anew whenever something happens, as events named `view` with a `LiveView` each. Each
 * stream takes a token of its own, in the Authorization header: addresses end up in logs.
 */
export const GET = defineRoute<z.ZodUndefined, { projectId: string }>({
  handle: async ({ params, request, requestId }) => {
    const session = await spendLiveToken(readBearer(request.headers) ?? "", params.projectId);
    if (session === null) {
      throw new UnauthenticatedError(
        "The real_time_access_token is missing, expired, spent or for another project.",
        {
          nextStep: "Get a new one for each stream: POST to this address with /token at its end.",
        },
      );
    }
    const watched = await watchProject(session, params.projectId, requestId ?? undefined);
    return closeWhenRefused(eventStreamResponse(watched), () => watched.check().then(() => true));
  },
});
