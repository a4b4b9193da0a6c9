import { routes } from "@/components/shell/routes";
import { callerForProject } from "@/lib/auth/session";
import { env } from "@/lib/core/env";
import { finishSelfTest } from "@/lib/doctor/self-test";
import { defineRoute } from "@/lib/web/define-route";
import { keepSelfTest, selfTestCookie } from "@/lib/web/self-test-cookie";

/** Where the consent screen leads back to: the self-test goes on, and its page shows what came of it. */
export const GET = defineRoute<never, { projectId: string }>({
  handle: async ({ params: { projectId }, request }) => {
    const caller = await callerForProject(projectId);
    const query = new URL(request.url).searchParams;
    const finished = await finishSelfTest(caller, {
      sealed: await selfTestCookie(),
      answer: {
        state: query.get("state"),
        iss: query.get("iss"),
        code: query.get("code"),
        error: query.get("error"),
      },
    });
    if (finished) await keepSelfTest(finished.sealed);
    const location = `${env.baseUrl}${routes.project(projectId).mcpDoctor}#self-test`;
    // The code must not travel on to another page as the address it came from.
    return new Response(null, {
      status: 303,
      headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
    });
  },
});
