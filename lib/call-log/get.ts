import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { callColumns, namesFor, toCallView, visibleTo } from "./rows";
import type { CallDetail, GetCallInput } from "./schema";

/**
 * One tool call with what it was given.
 * @throws NotFoundError no such call among those the caller may see
 */
export async function getCall(caller: Caller, input: GetCallInput): Promise<CallDetail> {
  const db = dbFor(caller);
  const row = await db.callLog.findFirst({
    where: { AND: [visibleTo(caller), { id: input.call_id }] },
    select: { ...callColumns, userId: true, endpoint: true, era: true, arguments: true, requestId: true },
  });
  if (!row) throw new NotFoundError("call", input.call_id);
  const [names, member] = await Promise.all([
    namesFor(db, [row]),
    row.userId === null
      ? null
      : db.member.findFirst({
          where: { userId: row.userId },
          select: { user: { select: { name: true, email: true } } },
        }),
  ]);
  return {
    ...toCallView(row, names),
    person: member?.user ?? null,
    endpoint: row.endpoint,
    era: row.era,
    arguments: JSON.stringify(row.arguments, null, 2),
    request_id: row.requestId,
  };
}
