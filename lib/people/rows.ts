import "server-only";
import type { Prisma } from "@/lib/db/generated/client";
import type { InvitationView, MemberView } from "./schema";

export const memberColumns = {
  role: true,
  createdAt: true,
  user: { select: { id: true, name: true, email: true, disabledAt: true, lastSignInAt: true } },
} satisfies Prisma.MemberSelect;

type MemberRow = Prisma.MemberGetPayload<{ select: typeof memberColumns }>;

export function toMemberView({ user, role, createdAt }: MemberRow): MemberView {
  return {
    user_id: user.id,
    name: user.name,
    email: user.email,
    role,
    is_disabled: user.disabledAt !== null,
    joined_at: createdAt.toISOString(),
    last_sign_in_at: user.lastSignInAt?.toISOString() ?? null,
  };
}

export const invitationColumns = {
  id: true,
  role: true,
  email: true,
  createdAt: true,
  expiresAt: true,
} satisfies Prisma.InvitationSelect;

type InvitationRow = Prisma.InvitationGetPayload<{ select: typeof invitationColumns }>;

export function toInvitationView(row: InvitationRow): InvitationView {
  return {
    id: row.id,
    role: row.role,
    email: row.email,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}
