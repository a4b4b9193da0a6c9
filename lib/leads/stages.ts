import "server-only";
import type { LeadStage, SalesStage } from "./schema";
import { SALES_STAGES } from "./values";

/**
 * The stage a lost lead was in before, to be stored with a change of stage. One that was lost at once was new.
 * @param before where the lead was, and what it was lost from when it was lost already
 */
export function lostFrom(
  before: { stage: LeadStage; lostFrom: SalesStage | null } | null,
  after: LeadStage,
): SalesStage | null {
  if (after !== "lost") return null;
  if (before === null) return "new";
  return before.stage === "lost" ? (before.lostFrom ?? "new") : before.stage;
}

/**
 * The furthest stage that counts as reached. A lead in a later stage has passed the earlier ones, and a lost one those up
 * to where it was lost. A sale that was lost after all is no sale: it counts to the proposal.
 */
export function reachedStage(lead: { stage: LeadStage; lostFrom: SalesStage | null }): number {
  const proposal = SALES_STAGES.indexOf("proposal");
  if (lead.stage !== "lost") return SALES_STAGES.indexOf(lead.stage);
  return Math.min(SALES_STAGES.indexOf(lead.lostFrom ?? "new"), proposal);
}
