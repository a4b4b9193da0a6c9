import "server-only";
import type { Actor, Caller } from "@/lib/auth/caller";
import { PERMISSIONS } from "@/lib/auth/values";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { NOT_LIVE_YET } from "./not-live-yet";
import { planColumns, toPlan } from "./rows";
import type { Capabilities } from "./schema";

/** Most projects the answer names; `project_count` tells when there are more. */
const MAX_PROJECTS = 100;

/**
 * What the caller can do here: plan, limits, permissions, projects and tools.
 * @param tools those the caller may see, as the catalogue lists them
 */
export async function getCapabilities(
  caller: Caller,
  tools: readonly { name: string; title: string; category: string }[],
): Promise<Capabilities> {
  const db = dbFor(caller);
  const now = new Date();
  const today = new Date(now.toJSON().slice(0, 10));
  const [organisation, projects, usage] = await Promise.all([
    db.organisation.findFirst({
      select: {
        id: true,
        name: true,
        plan: {
          select: {
            ...planColumns,
            toolCallsPerMinute: true,
            toolCallsPerDay: true,
            projectCallsPerMinute: true,
            aiCreditsPerMonth: true,
          },
        },
      },
    }),
    db.project.findMany({ orderBy: { id: "asc" }, take: MAX_PROJECTS, select: { id: true, name: true } }),
    db.usageDaily.findFirst({ where: { day: today }, select: { calls: true } }),
  ]);
  if (!organisation) throw new NotFoundError("organisation", caller.organisationId);
  const { plan } = organisation;
  return {
    organisation: { id: organisation.id, name: organisation.name },
    connection: { kind: actorKind(caller.actor), name: actorName(caller.actor) },
    plan: toPlan(plan),
    limits: {
      tool_calls_per_minute: plan.toolCallsPerMinute,
      tool_calls_per_day: plan.toolCallsPerDay,
      tool_calls_left_today: Math.max(0, plan.toolCallsPerDay - (usage?.calls ?? 0)),
      project_calls_per_minute: plan.projectCallsPerMinute,
      ai_credits_per_month: plan.aiCreditsPerMonth,
    },
    permissions: PERMISSIONS.filter((name) => caller.permissions.has(name)),
    missing_permissions: PERMISSIONS.filter((name) => !caller.permissions.has(name)),
    projects,
    project_count: caller.projectIds.length,
    tools: tools.map(({ name, title, category }) => ({ name, title, category })),
    not_live_yet: NOT_LIVE_YET.map((tool) => ({ ...tool, status: "not_live_yet" as const })),
    server: { time: now.toJSON(), time_zone: "UTC" },
  };
}

function actorKind({ kind }: Actor) {
  if (kind === "visitor") throw new Error("Visitors have no tools.");
  return kind;
}

function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "connection":
      return actor.clientName;
    case "api_key":
    case "job":
      return actor.name;
    default:
      return "";
  }
}
