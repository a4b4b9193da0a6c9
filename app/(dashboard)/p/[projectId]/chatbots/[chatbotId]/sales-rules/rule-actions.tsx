"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import type { SalesRuleView } from "@/lib/sales-rules/schema";
import { deleteSalesRuleAction, updateSalesRuleAction } from "./actions";
import { RuleDialog } from "./rule-dialog";

/** Turns a rule on or off, edits and deletes it. */
export function RuleActions({ rule }: { rule: SalesRuleView }) {
  const toast = useToast();
  const [pending, setPending] = useState(false);

  async function turn() {
    setPending(true);
    const result = await updateSalesRuleAction(rule.project_id, {
      rule_id: rule.id,
      is_active: !rule.is_active,
    });
    setPending(false);
    if (result.ok) toast({ title: `${rule.name} is ${rule.is_active ? "off" : "on"}` });
    else toast({ title: "That did not work", description: errorText(result.error), variant: "error" });
  }

  async function remove(): Promise<string | undefined> {
    const result = await deleteSalesRuleAction(rule.project_id, { rule_id: rule.id });
    if (!result.ok) return errorText(result.error);
    toast({ title: "Rule deleted", description: "History can bring it back." });
  }

  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1.5">
      <Button
        variant="outline"
        size="sm"
        pending={pending}
        onClick={turn}
        aria-label={`Turn ${rule.is_active ? "off" : "on"}: ${rule.name}`}
      >
        Turn {rule.is_active ? "off" : "on"}
      </Button>
      <RuleDialog
        projectId={rule.project_id}
        chatbotId={rule.chatbot_id}
        rule={rule}
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`Edit ${rule.name}`} title="Edit">
            <Pencil />
          </Button>
        }
      />
      <ConfirmDialog
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`Delete ${rule.name}`} title="Delete">
            <Trash2 />
          </Button>
        }
        title={`Delete ${rule.name}?`}
        description="Visitors no longer see its message. History can bring the rule back."
        confirmLabel="Delete rule"
        destructive
        onConfirm={remove}
      />
    </div>
  );
}
