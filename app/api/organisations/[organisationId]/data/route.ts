import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { z } from "zod";
import { callerForOrganisation } from "@/lib/auth/session";
import { logger } from "@/lib/core/logger";
import { exportOrganisation } from "@/lib/organisations/export-data";
import { defineRoute } from "@/lib/web/define-route";

/** Everything of an organisation as one packed file, written while it is read. It leaves a line in the audit log. */
export const POST = defineRoute<z.ZodUndefined, { organisationId: string }>({
  handle: async ({ params, requestId }) => {
    const lines = await exportOrganisation(await callerForOrganisation(params.organisationId));
    const packed = createGzip();
    pipeline(Readable.from(lines), packed, (error) => {
      // A reader that goes away ends it too; the file says at its end whether it is complete.
      if (error) logger.warn({ err: error, requestId }, "a data export ended early");
    });
    return new Response(Readable.toWeb(packed) as ReadableStream<Uint8Array>, {
      headers: {
        "content-type": "application/gzip",
        "content-disposition": `attachment; filename="caramel-export-${new Date().toJSON().slice(0, 10)}.jsonl.gz"`,
        "cache-control": "no-store",
      },
    });
  },
});
