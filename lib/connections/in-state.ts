import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { Prisma } from "@/lib/db/generated/client";

/** The rule of `statusOf` as a filter. */
export function inState(caller: Caller, state: "standing" | "ended", now: Date): Prisma.ConnectionWhereInput {
  const standing: Prisma.ConnectionWhereInput = {
    revokedAt: null,
    OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    user: { disabledAt: null, memberships: { some: { organisationId: caller.organisationId } } },
  };
  return state === "standing" ? standing : { NOT: standing };
}
