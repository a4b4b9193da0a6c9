"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { EmailAddress } from "@/components/format/email-address";
import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { Button } from "@/components/ui/button";
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
import { useToast } from "@/components/ui/toast";
import type { TicketView } from "@/lib/tickets/schema";
import { setTicketEmailAction } from "../actions";

export interface ReplyAddressProps {
  projectId: string;
  ticketId: string;
  email: string | null;
  /** There is an address that the reader may not see. */
  isHidden: boolean;
}

/** Where replies to a ticket go by e-mail, and a way to change it. */
export function ReplyAddress({ projectId, ticketId, email, isHidden }: ReplyAddressProps) {
  const [open, setOpen] = useState(false);
  const toast = useToast();
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {email === null ? (
          <span className="text-muted-foreground">{isHidden ? "Known" : "Not known"}</span>
        ) : (
          <EmailAddress address={email} />
        )}
      </span>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogTrigger asChild>
          <Button
            variant="ghost"
            size="icon-sm"
            className="-my-1"
            aria-label="Change the customer's e-mail address"
            title="Change"
          >
            <Pencil />
          </Button>
        </DialogTrigger>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>Customer's e-mail address</DialogTitle>
            <DialogDescription>Replies to this ticket go there, besides the chat.</DialogDescription>
          </DialogHeader>
          <ActionForm<{ email: string }, TicketView>
            action={(input) =>
              setTicketEmailAction(projectId, { ticket_id: ticketId, email: input.email.trim() || null })
            }
            onSuccess={() => {
              setOpen(false);
              toast({ title: "Address saved" });
            }}
          >
            {({ errorOf, pending }) => (
              <>
                <Field
                  label="E-mail"
                  required={false}
                  hint="Empty: replies go to the address the customer left, if there is one."
                  error={errorOf("email")}
                >
                  {(control) => (
                    <Input
                      {...control}
                      name="email"
                      type="email"
                      defaultValue={email ?? ""}
                      autoComplete="off"
                      spellCheck={false}
                    />
                  )}
                </Field>
                <SubmitOrCancel pending={pending}>Save</SubmitOrCancel>
              </>
            )}
          </ActionForm>
        </DialogContent>
      </Dialog>
    </span>
  );
}
