import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/** Names of members of the caller's organisation by their user id; who is none any more is absent. */
export async function memberNames(
  db: Pick<TenantTransaction, "member">,
  userIds: readonly (string | null)[],
): Promise<Map<string, string>> {
  const ids = [...new Set(userIds.filter((id) => id !== null))];
  if (ids.length === 0) return new Map();
  const members = await db.member.findMany({
    where: { userId: { in: ids } },
    select: { userId: true, user: { select: { name: true } } },
  });
  return new Map(members.map(({ userId, user }) => [userId, user.name]));
}
