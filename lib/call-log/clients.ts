import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { visibleTo } from "@/lib/connections/rows";
import { dbFor } from "@/lib/db/tenant";

/** Most names that are offered as a filter. */
const MAX_CLIENTS = 100;

/**
 * Names of the clients behind the connections that the caller may see, for the filter; in alphabetical order.
 * @throws InsufficientPermissionError the caller is not a person
 */
export async function listCallingClients(caller: Caller): Promise<string[]> {
  const rows = await dbFor(caller).connection.findMany({
    where: visibleTo(caller),
    distinct: ["clientName"],
    orderBy: { clientName: "asc" },
    take: MAX_CLIENTS,
    select: { clientName: true },
  });
  return rows.map(({ clientName }) => clientName);
}
