import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { InsufficientPermissionError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { memberColumns, toMemberView } from "./rows";
import type { MemberView } from "./schema";

/** Most members shown on one page of an organisation. */
const MAX_MEMBERS = 500;

/**
 * The people of the caller's organisation, longest first.
 * @throws InsufficientPermissionError the caller is an assistant or a key: who works here is told to people only
 */
export async function listMembers(caller: Caller): Promise<MemberView[]> {
  if (caller.actor.kind !== "person" && caller.actor.kind !== "operator") {
    throw new InsufficientPermissionError("members:manage");
  }
  const rows = await dbFor(caller).member.findMany({
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    take: MAX_MEMBERS,
    select: memberColumns,
  });
  return rows.map(toMemberView);
}
