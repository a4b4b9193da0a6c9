"use client";

import { useRef } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { Button } from "@/components/ui/button";
import { Card, CardContent } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
import type { AddEntryInput, TicketView } from "@/lib/tickets/schema";
import { addNoteAction, replyToTicketAction } from "../actions";

export interface EntryFormProps {
  projectId: string;
  ticketId: string;
  /** How a reply reaches the customer, as a sentence. */
  reach: string;
  /** Of a reply or note, in characters. */
  maxLength: number;
}

/** Adds what the team answered, or a note of its own, to the thread. */
export function EntryForm({ projectId, ticketId, reach, maxLength }: EntryFormProps) {
  const kind = useRef<"reply" | "note">("reply");
  const toast = useToast();
  return (
    <Card aria-label="Add to the thread">
      <CardContent>
        <ActionForm<AddEntryInput, TicketView>
          action={(input) =>
            kind.current === "note" ? addNoteAction(projectId, input) : replyToTicketAction(projectId, input)
          }
          extra={{ ticket_id: ticketId }}
          resets
          onSuccess={() => toast({ title: kind.current === "note" ? "Note added" : "Reply sent" })}
        >
          {({ pending, errorOf }) => (
            <>
              <Field
                label="Your text"
                hint={`${reach} A note is for your team only.`}
                error={errorOf("body")}
                required
              >
                {(control) => (
                  <Textarea
                    {...control}
                    name="body"
                    rows={4}
                    maxLength={maxLength}
                    aria-keyshortcuts="Control+Enter Meta+Enter"
                    onKeyDown={(event) => {
                      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || pending) return;
                      event.preventDefault();
                      kind.current = "reply";
                      event.currentTarget.form?.requestSubmit();
                    }}
                  />
                )}
              </Field>
              <div className="flex flex-wrap justify-end gap-2">
                <Button
                  type="submit"
                  variant="outline"
                  disabled={pending}
                  onClick={() => {
                    kind.current = "note";
                  }}
                >
                  Add note
                </Button>
                <Button
                  type="submit"
                  pending={pending}
                  onClick={() => {
                    kind.current = "reply";
                  }}
                >
                  Send reply
                </Button>
              </div>
            </>
          )}
        </ActionForm>
      </CardContent>
    </Card>
  );
}
