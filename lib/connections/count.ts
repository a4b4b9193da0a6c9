import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { inState } from "./in-state";
import { visibleTo } from "./rows";

/**
 * How many connections stand: the organisation's for an admin, a member's own otherwise.
 * @throws InsufficientPermissionError the caller is not a person
 */
export async function countStandingConnections(caller: Caller): Promise<number> {
  return dbFor(caller).connection.count({
    where: { AND: [visibleTo(caller), inState(caller, "standing", new Date())] },
  });
}
