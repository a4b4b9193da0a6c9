import type { LeadQualification, LeadSource, LeadStage, LeadView } from "@/lib/leads/schema";

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

/** Stages and qualifications in their order, without what checks them: that is for the server. */
export const STAGES = Object.keys(STAGE_LABELS) as LeadStage[];
export const QUALIFICATIONS = Object.keys(QUALIFICATION_LABELS) as LeadQualification[];

/** How a lead came about, in words. */
export const SOURCE_LABELS: Record<LeadSource, string> = {
  manual: "Added by hand",
  form: "Left contact details in the chat",
  detected: "Wrote an address in the chat",
};
