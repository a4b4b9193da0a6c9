import "server-only";
import { headers } from "next/headers";

/** What the server in front of the application found out about a request. */
export interface RequestFacts {
  requestId: string | undefined;
  /** Address of the client; "unknown" when no server of ours stands in front. */
  address: string;
}

/** Facts of the current request. The server replaces both headers, so that a client can't choose them. */
export async function requestFacts(): Promise<RequestFacts> {
  const incoming = await headers();
  return {
    requestId: incoming.get("x-request-id") ?? undefined,
    address: incoming.get("x-caramel-client-ip") ?? "unknown",
  };
}
