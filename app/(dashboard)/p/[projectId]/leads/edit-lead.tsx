"use client";

import { Pencil } from "lucide-react";
import { LeadDialog } from "@/components/leads/lead-dialog";
import type { LeadFields } from "@/components/leads/lead-form";
import { leadName } from "@/components/leads/words";
import { Button } from "@/components/ui/button";
import type { LeadView } from "@/lib/leads/schema";
import { updateLeadAction } from "./actions";

const CONTACT = ["name", "email", "phone"] as const;

export function EditLead({ projectId, lead }: { projectId: string; lead: LeadView }) {
  return (
    <LeadDialog
      title="Change contact details"
      description="An empty field is removed. One of name, e-mail and phone has to stay."
      submitLabel="Save"
      doneMessage="Lead changed"
      contact={lead}
      action={(fields) => updateLeadAction(projectId, { lead_id: lead.id, ...changesOf(lead, fields) })}
    >
      <Button variant="ghost" size="icon-sm" aria-label={`Change ${leadName(lead)}`} title="Change">
        <Pencil />
      </Button>
    </LeadDialog>
  );
}

/** Only what differs: details taken from a conversation may break rules that typed ones keep. */
function changesOf(
  lead: LeadView,
  fields: LeadFields,
): Partial<Record<(typeof CONTACT)[number], string | null>> {
  return Object.fromEntries(
    CONTACT.filter((name) => fields[name] !== (lead[name] ?? "")).map((name) => [name, fields[name] || null]),
  );
}
