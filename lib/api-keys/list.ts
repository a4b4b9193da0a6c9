import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import type { Prisma } from "@/lib/db/generated/client";
import { afterNewest, newestFirst, newestFirstCursor } from "@/lib/db/newest-first";
import { toPage } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { apiKeyColumns, toApiKeyView } from "./rows";
import type { ApiKeyList, ListApiKeysInput } from "./schema";

/**
 * API keys of the organisation, newest first.
 * @throws InsufficientPermissionError without `keys:manage`
 */
export async function listApiKeys(caller: Caller, input: ListApiKeysInput): Promise<ApiKeyList> {
  requirePermission(caller, "keys:manage");
  const now = new Date();
  const list = `api-keys:${input.state}`;
  const fetched = await dbFor(caller).apiKey.findMany({
    where: { AND: [inState(input.state, now), afterNewest(list, input.cursor)] },
    orderBy: newestFirst,
    take: input.limit + 1,
    select: apiKeyColumns,
  });
  const { rows, nextCursor } = toPage(fetched, input.limit, (row) => newestFirstCursor(list, row));
  return { items: rows.map((row) => toApiKeyView(row, now)), next_cursor: nextCursor };
}

function inState(state: "standing" | "ended", now: Date): Prisma.ApiKeyWhereInput {
  return state === "standing"
    ? { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
    : { OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: now } }] };
}
