import type { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import type { SelfTestView } from "@/lib/doctor/schema";
import { startSelfTest } from "@/lib/doctor/self-test";
import { defineRoute } from "@/lib/web/define-route";
import { keepSelfTest } from "@/lib/web/self-test-cookie";

/** Starts a self-test, which goes on at the consent screen. */
export const POST = defineRoute<z.ZodUndefined, { projectId: string }>({
  handle: async ({ params }): Promise<SelfTestView> => {
    const { sealed, view } = await startSelfTest(await callerForProject(params.projectId));
    await keepSelfTest(sealed);
    return view;
  },
});
