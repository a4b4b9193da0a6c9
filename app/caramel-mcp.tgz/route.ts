import { answerBridgeDownload } from "@/lib/web/bridge-download";

/** The stdio bridge, for `npx -y <base-url>/caramel-mcp.tgz connect <url>`. */
export function GET(request: Request): Response {
  return answerBridgeDownload(request);
}
