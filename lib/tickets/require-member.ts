import "server-only";
import { InvalidInputError } from "@/lib/core/errors";
import type { TenantTransaction } from "@/lib/db/tenant";

/** @throws InvalidInputError the person is no member of the caller's organisation, or was disabled */
export async function requireMember(db: TenantTransaction, userId: string): Promise<void> {
  const member = await db.member.findFirst({
    where: { userId, user: { disabledAt: null } },
    select: { userId: true },
  });
  if (member) return;
  throw new InvalidInputError("Only a member of the organisation can be chosen.", {
    problems: [{ path: "assignee_id", message: "must be a member of the organisation" }],
    nextStep: "Choose a member, or invite the person first.",
  });
}
