"use client";

import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { QUALIFICATION_LABELS, STAGE_LABELS } from "@/components/leads/words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import type { LeadQualification, LeadStage, LeadView } from "@/lib/leads/schema";
import { LEAD_QUALIFICATIONS, LEAD_STAGES, MAX_LEAD_NAME_LENGTH } from "@/lib/leads/values";
import type { ActionResult } from "@/lib/web/schema";

/** What the form sends; a field that is empty or, when changing, as before is left out by the caller's `action`. */
export interface LeadFields {
  name: string;
  email: string;
  phone: string;
  chatbot_id?: string;
  qualification?: LeadQualification;
  stage?: LeadStage;
}

export interface LeadFormProps {
  submitLabel: string;
  action: (fields: LeadFields) => Promise<ActionResult<LeadView>>;
  /** Contact details to begin with. */
  contact?: { name: string | null; email: string | null; phone: string | null };
  /** Chatbots to choose the source from; without them, and without `asksState`, only contact details are asked. */
  chatbots?: readonly { id: string; name: string }[];
  asksState?: boolean;
  onSaved: () => void;
}

/** The fields of `LeadDialog`. */
export function LeadForm({
  submitLabel,
  action,
  contact,
  chatbots = [],
  asksState = false,
  onSaved,
}: LeadFormProps) {
  return (
    <ActionForm<LeadFields, LeadView> action={action} onSuccess={onSaved}>
      {({ pending, errorOf }) => (
        <>
          <Field label="Name" error={errorOf("name")}>
            {(control) => (
              <Input
                {...control}
                name="name"
                defaultValue={contact?.name ?? ""}
                maxLength={MAX_LEAD_NAME_LENGTH}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label="E-mail" error={errorOf("email")}>
            {(control) => (
              <Input
                {...control}
                type="email"
                name="email"
                defaultValue={contact?.email ?? ""}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label="Phone" error={errorOf("phone")}>
            {(control) => (
              <Input
                {...control}
                type="tel"
                name="phone"
                defaultValue={contact?.phone ?? ""}
                autoComplete="off"
              />
            )}
          </Field>
          {chatbots.length > 0 && (
            <Field label="Source chatbot" error={errorOf("chatbot_id")}>
              {(control) => (
                <NativeSelect {...control} name="chatbot_id" defaultValue="">
                  <option value="">None</option>
                  <Options of={chatbots.map((chatbot) => [chatbot.id, chatbot.name])} />
                </NativeSelect>
              )}
            </Field>
          )}
          {asksState && (
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Stage" error={errorOf("stage")}>
                {(control) => (
                  <NativeSelect {...control} name="stage" defaultValue="new">
                    <Options of={LEAD_STAGES.map((stage) => [stage, STAGE_LABELS[stage]])} />
                  </NativeSelect>
                )}
              </Field>
              <Field label="Qualification" error={errorOf("qualification")}>
                {(control) => (
                  <NativeSelect {...control} name="qualification" defaultValue="unqualified">
                    <Options of={LEAD_QUALIFICATIONS.map((name) => [name, QUALIFICATION_LABELS[name]])} />
                  </NativeSelect>
                )}
              </Field>
            </div>
          )}
          <SubmitOrCancel pending={pending}>{submitLabel}</SubmitOrCancel>
        </>
      )}
    </ActionForm>
  );
}
