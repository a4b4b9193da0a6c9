import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { decidableBy } from "./rows";

/**
 * How many changes wait for this person.
 * @throws InsufficientPermissionError the caller is not a person
 */
export async function countWaiting(caller: Caller): Promise<number> {
  return dbFor(caller).approval.count({
    where: { AND: [decidableBy(caller), { state: "waiting", expiresAt: { gt: new Date() } }] },
  });
}
