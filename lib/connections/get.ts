import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { requireConnection, viewConnection } from "./rows";
import type { ConnectionView, GetConnectionInput } from "./schema";

/**
 * One connection, standing or ended.
 * @throws NotFoundError no such connection among those the caller may see
 */
export async function getConnection(caller: Caller, input: GetConnectionInput): Promise<ConnectionView> {
  const db = dbFor(caller);
  return viewConnection(db, await requireConnection(db, caller, input.connection_id));
}
