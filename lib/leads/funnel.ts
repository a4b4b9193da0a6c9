import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dateRange } from "@/lib/db/date-range";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import type { LeadFunnel, LeadFunnelInput, LeadQualification, LeadStage, SalesStage } from "./schema";
import { reachedStage } from "./stages";
import { LEAD_QUALIFICATIONS, SALES_STAGES } from "./values";

interface Count {
  qualification: LeadQualification;
  stage: LeadStage;
  lostFrom: SalesStage | null;
  leads: number;
}

/**
 * How far the leads captured in a period have come, by qualification and by stage of the sale.
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError `from` after `to`
 */
export async function getLeadFunnel(caller: Caller, input: LeadFunnelInput): Promise<LeadFunnel> {
  requirePermission(caller, "leads:read");
  const { from, to } = dateRange(input);
  const conditions = [Prisma.sql`project_id = ANY (${[...caller.projectIds]}::text[])`];
  if (from) conditions.push(Prisma.sql`created_at >= ${from.toJSON()}::timestamptz`);
  if (to) conditions.push(Prisma.sql`created_at <= ${to.toJSON()}::timestamptz`);
  if (input.chatbot_id !== undefined) conditions.push(Prisma.sql`chatbot_id = ${input.chatbot_id}`);
  const db = dbFor(caller);
  const counts = await db.$queryRaw<Count[]>`
    SELECT qualification, stage, lost_from AS "lostFrom", count(*)::int AS leads
      FROM lead WHERE ${Prisma.join(conditions, " AND ")}
     GROUP BY qualification, stage, lost_from`;
  if (counts.length === 0 && input.chatbot_id !== undefined) {
    const chatbot = await db.chatbot.findFirst({ where: { id: input.chatbot_id }, select: { id: true } });
    if (!chatbot) throw new NotFoundError("chatbot", input.chatbot_id);
  }
  return toFunnel(counts);
}

function toFunnel(counts: readonly Count[]): LeadFunnel {
  const sum = (matches: (count: Count) => boolean) =>
    counts.filter(matches).reduce((total, { leads }) => total + leads, 0);
  const total = sum(() => true);
  const isLost = ({ stage }: Count) => stage === "lost";
  const reached = SALES_STAGES.map((_, index) => sum((count) => reachedStage(count) >= index));
  return {
    total,
    by_qualification: LEAD_QUALIFICATIONS.map((qualification) => {
      const leads = sum((count) => count.qualification === qualification);
      return {
        qualification,
        leads,
        share: ratio(leads, total),
        won: sum((count) => count.qualification === qualification && count.stage === "won"),
      };
    }),
    by_stage: SALES_STAGES.map((stage, index) => ({
      stage,
      leads: sum((count) => count.stage === stage),
      lost: sum((count) => isLost(count) && (count.lostFrom ?? "new") === stage),
      reached: reached[index] ?? 0,
      conversion_from_previous: index === 0 ? null : ratio(reached[index] ?? 0, reached[index - 1] ?? 0),
      conversion_from_start: ratio(reached[index] ?? 0, total),
    })),
    lost: { leads: sum(isLost), share: ratio(sum(isLost), total) },
  };
}

/** Null when there is nothing to divide by. */
function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
