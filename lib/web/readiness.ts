import "server-only";
import { isDatabaseReady } from "@/lib/db/health";

declare global {
  /** Set by the server process while it finishes its last requests. */
  var caramelDraining: boolean | undefined;
}

export type Readiness = { status: "ready" } | { status: "unavailable"; reason: "stopping" | "database" };

/** Whether this instance can serve: not stopping, and its database answers. */
export async function readiness(): Promise<Readiness> {
  if (globalThis.caramelDraining) return { status: "unavailable", reason: "stopping" };
  return (await isDatabaseReady()) ? { status: "ready" } : { status: "unavailable", reason: "database" };
}
