import type { LeadQualification, LeadStage, LeadView } from "@/lib/leads/schema";

export const STAGE_LABELS: Record<LeadStage, string> = {
  new: "New",
  contacted: "Contacted",
  proposal: "Proposal",
  won: "Won",
  lost: "Lost",
};

export const QUALIFICATION_LABELS: Record<LeadQualification, string> = {
  unqualified: "Not qualified yet",
  qualified: "Qualified",
  disqualified: "Disqualified",
};

/** What a lead is called: the name, or whatever else is known. */
export function leadName(lead: Pick<LeadView, "name" | "email" | "phone">): string {
  return lead.name ?? lead.email ?? lead.phone ?? "Lead";
}
