import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { rightsOf } from "@/lib/auth/rights";
import { DAY_SECONDS, secondsAfter } from "@/lib/core/clock";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { getConnection } from "./get";
import { CALL_COUNT_DAYS, type ConnectionDetail, type GetConnectionInput, type ToolUse } from "./schema";

/** Most tools whose use is told. */
const MAX_TOOLS = 50;

/**
 * One connection with what it may do in the end and which tools it used in the last 7 days.
 * @throws NotFoundError no such connection among those the caller may see
 */
export async function getConnectionDetail(
  caller: Caller,
  input: GetConnectionInput,
): Promise<ConnectionDetail> {
  const connection = await getConnection(caller, input);
  const db = dbFor(caller);
  const [organisation, approver, used] = await Promise.all([
    db.organisation.findFirstOrThrow({ where: {}, select: { membersMayWrite: true } }),
    db.member.findFirst({ where: { userId: connection.approved_by.id }, select: { role: true } }),
    usedTools(db, connection.id),
  ]);
  const { isReadonly, permissions } = rightsOf(
    {
      access: connection.access,
      permissions: connection.permissions,
      role: approver?.role ?? null,
      membersMayWrite: organisation.membersMayWrite,
    },
    false,
  );
  return { ...connection, only_reads: isReadonly, effective_permissions: permissions, used_tools: used };
}

async function usedTools(db: TenantClient, connectionId: string): Promise<ToolUse[]> {
  const groups = await db.callLog.groupBy({
    by: ["tool", "outcome"],
    where: { connectionId, startedAt: { gte: secondsAfter(new Date(), -CALL_COUNT_DAYS * DAY_SECONDS) } },
    _count: { _all: true },
  });
  const tools = new Map<string, ToolUse>();
  for (const { tool, outcome, _count } of groups) {
    const use = tools.get(tool) ?? { tool, calls: 0, errors: 0, refused: 0 };
    if (outcome === "denied") use.refused += _count._all;
    else use.calls += _count._all;
    if (outcome === "error") use.errors += _count._all;
    tools.set(tool, use);
  }
  return [...tools.values()]
    .sort((a, b) => b.calls - a.calls || b.refused - a.refused || (a.tool < b.tool ? -1 : 1))
    .slice(0, MAX_TOOLS);
}
