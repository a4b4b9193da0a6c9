"use client";

import { type ReactNode, useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { TRIGGER_WORDS } from "@/components/sales-rules/words";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
import type { SalesRuleChange, SalesRuleView } from "@/lib/sales-rules/schema";
import {
  MAX_PAGE_PART_LENGTH,
  MAX_RULE_MESSAGE_LENGTH,
  MAX_RULE_NAME_LENGTH,
  SALES_TRIGGERS,
  type SalesTrigger,
  THRESHOLDS,
} from "@/lib/sales-rules/values";
import type { ActionResult } from "@/lib/web/schema";
import { createSalesRuleAction, updateSalesRuleAction } from "./actions";

interface RuleDialogProps {
  projectId: string;
  chatbotId: string;
  /** The rule to change; a new one without it. */
  rule?: SalesRuleView;
  trigger: ReactNode;
}

type Fields = Record<"name" | "trigger" | "page_part" | "message", string> & { threshold?: string };

/** Makes a sales rule or changes one. */
export function RuleDialog({ projectId, chatbotId, rule, trigger }: RuleDialogProps) {
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<SalesTrigger>(rule?.trigger ?? "time_on_page");
  const bounds = THRESHOLDS[kind];
  const words = TRIGGER_WORDS[kind];

  function send(fields: Fields): Promise<ActionResult<SalesRuleChange>> {
    const values = {
      ...fields,
      trigger: kind,
      threshold: fields.threshold === undefined ? null : Number.parseFloat(fields.threshold),
    };
    return rule
      ? updateSalesRuleAction(projectId, { rule_id: rule.id, ...values })
      : createSalesRuleAction(projectId, { chatbot_id: chatbotId, ...values });
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setKind(rule?.trigger ?? "time_on_page");
      }}
    >
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{rule ? "Edit sales rule" : "New sales rule"}</DialogTitle>
          <DialogDescription>When the chat speaks to a visitor first, and what it says.</DialogDescription>
        </DialogHeader>
        <ActionForm<Fields, SalesRuleChange>
          action={send}
          onSuccess={({ name, changes }) => {
            setOpen(false);
            toast({ title: changes.length === 0 ? "Nothing to save" : `${name} was saved` });
          }}
        >
          {({ errorOf, pending }) => (
            <>
              <Field label="Name" error={errorOf("name")} hint="For your own use." required>
                {(control) => (
                  <Input
                    {...control}
                    name="name"
                    defaultValue={rule?.name}
                    maxLength={MAX_RULE_NAME_LENGTH}
                    autoComplete="off"
                  />
                )}
              </Field>
              <div className="grid gap-4 sm:grid-cols-2">
                <Field label="When" error={errorOf("trigger")}>
                  {(control) => (
                    <NativeSelect
                      {...control}
                      name="trigger"
                      value={kind}
                      onChange={(event) => setKind(event.target.value as SalesTrigger)}
                    >
                      <Options of={SALES_TRIGGERS.map((value) => [value, TRIGGER_WORDS[value].title])} />
                    </NativeSelect>
                  )}
                </Field>
                {bounds && (
                  <Field label={words.threshold} error={errorOf("threshold")} hint={words.hint} required>
                    {(control) => (
                      <Input
                        {...control}
                        name="threshold"
                        type="number"
                        inputMode="numeric"
                        min={bounds.least}
                        max={bounds.most}
                        step={1}
                        defaultValue={rule?.trigger === kind ? (rule.threshold ?? undefined) : undefined}
                        key={kind}
                      />
                    )}
                  </Field>
                )}
              </div>
              <Field
                label="Part of the page's address"
                error={errorOf("page_part")}
                hint="Such as /shoes. Empty means every page."
                required={kind === "page_address"}
              >
                {(control) => (
                  <Input
                    {...control}
                    name="page_part"
                    defaultValue={rule?.page_part}
                    maxLength={MAX_PAGE_PART_LENGTH}
                    autoComplete="off"
                    spellCheck={false}
                  />
                )}
              </Field>
              <Field label="Message" error={errorOf("message")} required>
                {(control) => (
                  <Textarea
                    {...control}
                    name="message"
                    rows={3}
                    defaultValue={rule?.message}
                    maxLength={MAX_RULE_MESSAGE_LENGTH}
                  />
                )}
              </Field>
              <SubmitOrCancel pending={pending}>{rule ? "Save rule" : "Create rule"}</SubmitOrCancel>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
