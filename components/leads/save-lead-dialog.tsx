"use client";

import { UserRoundPlus } from "lucide-react";
import { LeadDialog } from "@/components/leads/lead-dialog";
import type { LeadFields } from "@/components/leads/lead-form";
import { Button, type ButtonProps } from "@/components/ui/button";
import type { LeadView } from "@/lib/leads/schema";
import type { ActionResult } from "@/lib/web/schema";

type NewLead = Partial<LeadFields> & { conversation_id?: string };

export interface SaveLeadDialogProps {
  projectId: string;
  action: (projectId: string, input: NewLead) => Promise<ActionResult<LeadView>>;
  variant?: ButtonProps["variant"];
  /** Chatbots to choose the source from, when there is no conversation that tells it. */
  chatbots?: readonly { id: string; name: string }[];
  /** The conversation the lead comes from, with what is known of its visitor. */
  conversation?: { id: string; name: string | null; email: string | null; phone: string | null };
}

/** Keeps somebody who is interested, by hand or from a conversation. */
export function SaveLeadDialog({ projectId, action, variant, chatbots, conversation }: SaveLeadDialogProps) {
  return (
    <LeadDialog
      title={conversation ? "Save as lead" : "Add a lead"}
      description={
        conversation
          ? "Keeps the customer's contact details with a link to this conversation."
          : "Somebody who is interested. One of name, e-mail and phone is enough."
      }
      submitLabel={conversation ? "Save lead" : "Add lead"}
      doneMessage={conversation ? "Saved as lead" : "Lead added"}
      contact={conversation}
      chatbots={chatbots}
      asksState
      action={(fields) =>
        action(projectId, {
          ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== "")),
          ...(conversation && { conversation_id: conversation.id }),
        })
      }
    >
      <Button variant={variant}>
        <UserRoundPlus /> {conversation ? "Save as lead" : "Add lead"}
      </Button>
    </LeadDialog>
  );
}
