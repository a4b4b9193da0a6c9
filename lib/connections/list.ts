import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { DAY_SECONDS, secondsAfter } from "@/lib/core/clock";
import { afterNewest, newestFirst, newestFirstCursor } from "@/lib/db/newest-first";
import { toPage } from "@/lib/db/page";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { inState } from "./in-state";
import { blockedAmong, connectionColumns, toConnectionView, visibleTo } from "./rows";
import { CALL_COUNT_DAYS, type ConnectionList, type ListConnectionsInput } from "./schema";

/**
 * Connections of assistants, newest first: an admin sees the organisation's, a member their own.
 * @throws InsufficientPermissionError the caller is not a person
 */
export async function listConnections(caller: Caller, input: ListConnectionsInput): Promise<ConnectionList> {
  const db = dbFor(caller);
  const now = new Date();
  const list = `connections:${input.state}`;
  const fetched = await db.connection.findMany({
    where: { AND: [visibleTo(caller), inState(caller, input.state, now), afterNewest(list, input.cursor)] },
    orderBy: newestFirst,
    take: input.limit + 1,
    select: connectionColumns,
  });
  const { rows, nextCursor } = toPage(fetched, input.limit, (row) => newestFirstCursor(list, row));
  const ids = rows.map((row) => row.id);
  const [calls, blocked] = await Promise.all([
    countCalls(db, ids, now),
    blockedAmong(db, caller.organisationId, ids),
  ]);
  return {
    items: rows.map((row) => ({
      ...toConnectionView(row, blocked, now),
      calls_7_days: calls.get(row.id) ?? 0,
    })),
    next_cursor: nextCursor,
  };
}

/** One query for the whole page. Refused calls were never executed, so they don't count as use. */
async function countCalls(
  db: TenantClient,
  connectionIds: string[],
  now: Date,
): Promise<Map<string, number>> {
  if (connectionIds.length === 0) return new Map();
  const groups = await db.callLog.groupBy({
    by: ["connectionId"],
    where: {
      connectionId: { in: connectionIds },
      startedAt: { gte: secondsAfter(now, -CALL_COUNT_DAYS * DAY_SECONDS) },
      outcome: { not: "denied" },
    },
    _count: { _all: true },
  });
  return new Map(groups.map((group) => [group.connectionId ?? "", group._count._all]));
}
