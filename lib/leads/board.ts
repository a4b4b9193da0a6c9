import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { conditionsFor, listLeads } from "./list";
import { BOARD_PAGE_SIZE, type LeadBoard, type LeadBoardInput, type LeadStage } from "./schema";
import { LEAD_STAGES } from "./values";

/**
 * The leads of each stage, newest first: how many there are, and the first of them. `listLeads` with the same filters and
 * the stage goes on from a column's cursor.
 * @throws NotFoundError no such chatbot or conversation in a project the caller may see
 * @throws InvalidInputError `from` after `to`
 */
export async function getLeadBoard(caller: Caller, input: LeadBoardInput): Promise<LeadBoard> {
  requirePermission(caller, "leads:read");
  const here = Prisma.sql`l.project_id = ANY (${[...caller.projectIds]}::text[])`;
  const conditions = [here, ...conditionsFor(input)];
  const [counts, ...pages] = await Promise.all([
    dbFor(caller).$queryRaw<{ stage: LeadStage; leads: number }[]>`
      SELECT l.stage, count(*)::int AS leads FROM lead l
       WHERE ${Prisma.join(conditions, " AND ")} GROUP BY l.stage`,
    ...LEAD_STAGES.map((stage) => listLeads(caller, { ...input, stage, limit: BOARD_PAGE_SIZE })),
  ]);
  return {
    columns: LEAD_STAGES.map((stage, index) => ({
      stage,
      count: counts.find((count) => count.stage === stage)?.leads ?? 0,
      items: pages[index]?.items ?? [],
      next_cursor: pages[index]?.next_cursor ?? null,
    })),
  };
}
