"use client";

import { TicketPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { PRIORITY_LABELS } from "@/components/tickets/words";
import { Button, type ButtonProps } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import { Textarea } from "@/components/ui/textarea";
import type { TicketView } from "@/lib/tickets/schema";
import { MAX_BODY_LENGTH, MAX_SUBJECT_LENGTH, TICKET_PRIORITIES } from "@/lib/tickets/values";
import type { ActionResult } from "@/lib/web/schema";

interface TicketFields {
  subject: string;
  message: string;
  priority: (typeof TICKET_PRIORITIES)[number];
  assignee_id?: string;
  conversation_id?: string;
  email?: string;
}

export interface OpenTicketDialogProps {
  projectId: string;
  action: (projectId: string, input: TicketFields) => Promise<ActionResult<TicketView>>;
  members: readonly { user_id: string; name: string }[];
  label?: string;
  variant?: ButtonProps["variant"];
  /** The conversation the ticket comes from, with what the customer wrote in it. */
  conversation?: { id: string; subject: string; message: string };
  /** Whether it is open from the start. */
  startsOpen?: boolean;
}

/** Asks what a new ticket is about, and leads to it. */
export function OpenTicketDialog({
  projectId,
  action,
  members,
  label = "New ticket",
  variant,
  conversation,
  startsOpen = false,
}: OpenTicketDialogProps) {
  const [open, setOpen] = useState(startsOpen);
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant={variant}>
          <TicketPlus /> {label}
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-lg">
        <DialogHeader>
          <DialogTitle>Open a ticket</DialogTitle>
          <DialogDescription>
            {conversation
              ? "It stays linked to this conversation."
              : "For what a customer asked by phone, e-mail or in person."}
          </DialogDescription>
        </DialogHeader>
        <ActionForm<TicketFields, TicketView>
          action={(input) => action(projectId, input)}
          extra={conversation && { conversation_id: conversation.id }}
          optional={["assignee_id", "email"]}
          onSuccess={({ id }) => {
            setOpen(false);
            router.push(routes.project(projectId).ticket(id));
          }}
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
                      {TICKET_PRIORITIES.map((name) => (
                        <option key={name} value={name}>
                          {PRIORITY_LABELS[name]}
                        </option>
                      ))}
                    </NativeSelect>
                  )}
                </Field>
                <Field label="Assign to" error={errorOf("assignee_id")}>
                  {(control) => (
                    <NativeSelect {...control} name="assignee_id" defaultValue="">
                      <option value="">Nobody yet</option>
                      {members.map((member) => (
                        <option key={member.user_id} value={member.user_id}>
                          {member.name}
                        </option>
                      ))}
                    </NativeSelect>
                  )}
                </Field>
              </div>
              <DialogFooter>
                <DialogClose asChild>
                  <Button variant="outline">Cancel</Button>
                </DialogClose>
                <SubmitButton pending={pending}>Open ticket</SubmitButton>
              </DialogFooter>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
