import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";

/** Most names that are offered as a filter. */
const MAX_CLIENTS = 100;

/** Names of clients that people of the organisation connected, for the filter; in alphabetical order. */
export async function listCallingClients(caller: Caller): Promise<string[]> {
  const rows = await dbFor(caller).connection.findMany({
    where: caller.permissions.has("audit:read")
      ? {}
      : { userId: caller.actor.kind === "person" ? caller.actor.userId : "" },
    distinct: ["clientName"],
    orderBy: { clientName: "asc" },
    take: MAX_CLIENTS,
    select: { clientName: true },
  });
  return rows.map(({ clientName }) => clientName);
}
