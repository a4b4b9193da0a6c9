import "server-only";
import type { Prisma } from "@/lib/db/generated/client";

export const planColumns = { id: true, name: true, tier: true } satisfies Prisma.PlanSelect;

export const projectColumns = {
  id: true,
  name: true,
  createdAt: true,
  currency: true,
  searchLanguage: true,
  organisation: { select: { plan: { select: planColumns } } },
} satisfies Prisma.ProjectSelect;

export function toPlan(plan: Prisma.PlanGetPayload<{ select: typeof planColumns }>) {
  return { id: plan.id, name: plan.name, tier: plan.tier };
}
