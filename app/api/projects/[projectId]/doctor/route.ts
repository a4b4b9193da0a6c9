import type { z } from "zod";
import { requestFacts } from "@/lib/auth/request-facts";
import { callerForProject } from "@/lib/auth/session";
import { listTries } from "@/lib/doctor/list-tries";
import type { TriesView } from "@/lib/doctor/schema";
import { defineRoute } from "@/lib/web/define-route";

/** What clients tried lately, as the page shows it while it is open. */
export const GET = defineRoute<z.ZodUndefined, { projectId: string }>({
  handle: async ({ params }): Promise<TriesView> =>
    listTries(await callerForProject(params.projectId), await requestFacts()),
});
