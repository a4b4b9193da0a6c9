import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { requireConnection, toConnectionView } from "./rows";
import type { ConnectionView, GetConnectionInput } from "./schema";

/**
 * One connection, standing or ended.
 * @throws NotFoundError no such connection among those the caller may see
 */
export async function getConnection(caller: Caller, input: GetConnectionInput): Promise<ConnectionView> {
  return toConnectionView(await requireConnection(dbFor(caller), caller, input.connection_id));
}
