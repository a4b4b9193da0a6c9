import "server-only";
import type { IncomingMessage } from "node:http";

/** Address of the client as the server in front of the application found it; "unknown" without one. */
export function clientAddress(request: IncomingMessage | Request): string {
  const { headers } = request;
  const value =
    headers instanceof Headers ? headers.get("x-caramel-client-ip") : headers["x-caramel-client-ip"];
  return typeof value === "string" && value !== "" ? value : "unknown";
}
