import type { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { NotFoundError } from "@/lib/core/errors";
import { exportVisitor } from "@/lib/visitors/export";
import { visitorInput } from "@/lib/visitors/schema";
import { defineRoute } from "@/lib/web/define-route";

/** Everything of a visitor as a JSON file, written while it is read. */
export const GET = defineRoute<z.ZodUndefined, { projectId: string; visitorId: string }>({
  handle: async ({ params }) => {
    const caller = await callerForProject(params.projectId);
    const input = visitorInput.safeParse({ visitor_id: params.visitorId });
    if (!input.success) throw new NotFoundError("visitor", params.visitorId);
    const parts = await exportVisitor(caller, input.data);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => void (await parts.return(undefined)),
    });
    return new Response(body, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="visitor-${input.data.visitor_id}.json"`,
        "cache-control": "no-store",
      },
    });
  },
});
