import "server-only";
import { answerDownload } from "./download";

declare global {
  /** The npm package of the stdio bridge; the server process packs it when it starts. */
  var caramelBridge: { archive: Buffer; etag: string } | undefined;
}

/** The package for `npx`. It holds nothing secret and is the same for everybody. */
export function answerBridgeDownload(request: Request): Response {
  const bridge = globalThis.caramelBridge;
  return answerDownload(request, bridge && { body: bridge.archive, etag: bridge.etag }, {
    "content-type": "application/gzip",
    "content-disposition": 'attachment; filename="caramel-mcp.tgz"',
  });
}
