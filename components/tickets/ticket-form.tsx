"use client";

import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { PRIORITY_LABELS } from "@/components/tickets/words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import type { TicketView } from "@/lib/tickets/schema";
import { MAX_BODY_LENGTH, MAX_SUBJECT_LENGTH, TICKET_PRIORITIES } from "@/lib/tickets/values";
import type { ActionResult } from "@/lib/web/schema";

export interface TicketFields {
  subject: string;
  message: string;
  priority: (typeof TICKET_PRIORITIES)[number];
  assignee_id?: string;
  conversation_id?: string;
  email?: string;
}

export interface TicketFormProps {
  action: (input: TicketFields) => Promise<ActionResult<TicketView>>;
  members: readonly { user_id: string; name: string }[];
  /** The conversation the ticket comes from, with what the customer wrote in it. */
  conversation?: { id: string; subject: string; message: string } | undefined;
  /** Told the new ticket's id. */
  onOpened: (ticketId: string) => void;
}

/** The fields of `OpenTicketDialog`. */
export function TicketForm({ action, members, conversation, onOpened }: TicketFormProps) {
  return (
    <ActionForm<TicketFields, TicketView>
      action={action}
      extra={conversation && { conversation_id: conversation.id }}
      optional={["assignee_id", "email"]}
      onSuccess={({ id }) => onOpened(id)}
    >
      {({ pending, errorOf }) => (
        <>
          <Field label="Subject" error={errorOf("subject")} required>
            {(control) => (
              <Input
                {...control}
                name="subject"
                defaultValue={conversation?.subject}
                maxLength={MAX_SUBJECT_LENGTH}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label="What the customer wrote or asked for" error={errorOf("message")} required>
            {(control) => (
              <Textarea
                {...control}
                name="message"
                rows={5}
                defaultValue={conversation?.message}
                maxLength={MAX_BODY_LENGTH}
              />
            )}
          </Field>
          {!conversation && (
            <Field
              label="Customer's e-mail"
              required={false}
              hint="Where replies go."
              error={errorOf("email")}
            >
              {(control) => <Input {...control} name="email" type="email" autoComplete="off" />}
            </Field>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Priority" error={errorOf("priority")}>
              {(control) => (
                <NativeSelect {...control} name="priority" defaultValue="normal">
                  <Options of={TICKET_PRIORITIES.map((name) => [name, PRIORITY_LABELS[name]])} />
                </NativeSelect>
              )}
            </Field>
            <Field label="Assign to" error={errorOf("assignee_id")}>
              {(control) => (
                <NativeSelect {...control} name="assignee_id" defaultValue="">
                  <option value="">Nobody yet</option>
                  <Options of={members.map((member) => [member.user_id, member.name])} />
                </NativeSelect>
              )}
            </Field>
          </div>
          <SubmitOrCancel pending={pending}>Open ticket</SubmitOrCancel>
        </>
      )}
    </ActionForm>
  );
}
