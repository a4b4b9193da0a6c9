import "server-only";
import type { Prisma } from "@/lib/db/generated/client";
import type { ClientPolicy, OrganisationView } from "./schema";

export const organisationColumns = {
  id: true,
  name: true,
  createdAt: true,
  plan: {
    select: {
      id: true,
      name: true,
      tier: true,
      toolCallsPerMinute: true,
      toolCallsPerDay: true,
      projectCallsPerMinute: true,
      aiCreditsPerMonth: true,
    },
  },
} satisfies Prisma.OrganisationSelect;

type OrganisationRow = Prisma.OrganisationGetPayload<{ select: typeof organisationColumns }>;

export function toOrganisationView({ plan, ...row }: OrganisationRow): OrganisationView {
  return {
    id: row.id,
    name: row.name,
    plan: {
      id: plan.id,
      name: plan.name,
      tier: plan.tier,
      tool_calls_per_minute: plan.toolCallsPerMinute,
      tool_calls_per_day: plan.toolCallsPerDay,
      project_calls_per_minute: plan.projectCallsPerMinute,
      ai_credits_per_month: plan.aiCreditsPerMonth,
    },
    created_at: row.createdAt.toISOString(),
  };
}

export const clientPolicyColumns = {
  clientPolicy: true,
  allowedClients: true,
  membersMayWrite: true,
} satisfies Prisma.OrganisationSelect;

export function toClientPolicy(
  row: Prisma.OrganisationGetPayload<{ select: typeof clientPolicyColumns }>,
): ClientPolicy {
  return {
    policy: row.clientPolicy,
    allowed_clients: [...row.allowedClients].sort(),
    members_may_write: row.membersMayWrite,
  };
}
