"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { updateWidgetAction } from "../actions";
import { ChangeForm } from "../change-form";
import { TextList } from "./text-list";
import type { WebsiteFormProps } from "./words";

/** As in the schema, which is too heavy for a page. */
const MAX_TICKET_AFTER = 20;
const MAX_TICKET_WORDS = 50;
const MAX_TICKET_WORD_LENGTH = 60;

const COUNTS = Array.from({ length: MAX_TICKET_AFTER }, (_, index) => index + 1);

/** Who and what opens a ticket. */
export function TicketForm({ projectId, chatbotId, widget }: WebsiteFormProps) {
  const [words, setWords] = useState<readonly string[]>(widget.ticket_words);
  return (
    <ChangeForm
      title="Tickets"
      description="A ticket keeps a question until somebody of your team has answered it."
      initial={{
        visitor_tickets: widget.visitor_tickets ? "on" : "off",
        ticket_after: String(widget.ticket_after ?? ""),
        ticket_words: widget.ticket_words.join("\n"),
      }}
      save={({ visitor_tickets, ticket_after, ticket_words }) =>
        updateWidgetAction(projectId, {
          chatbot_id: chatbotId,
          visitor_tickets: visitor_tickets === undefined ? undefined : visitor_tickets === "on",
          ticket_after:
            ticket_after === undefined ? undefined : ticket_after === "" ? null : Number(ticket_after),
          ticket_words: ticket_words?.split("\n").filter(Boolean),
        })
      }
    >
      {({ errorOf }) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label="Visitors may open tickets"
              error={errorOf("visitor_tickets")}
              hint="They write to your team in the chat and see the reply there."
            >
              {(control) => (
                <NativeSelect
                  {...control}
                  name="visitor_tickets"
                  defaultValue={widget.visitor_tickets ? "on" : "off"}
                >
                  <option value="on">Yes</option>
                  <option value="off">No</option>
                </NativeSelect>
              )}
            </Field>
            <Field
              label="Open a ticket by itself"
              error={errorOf("ticket_after")}
              hint="When the chatbot has no answer several times in a conversation."
            >
              {(control) => (
                <NativeSelect
                  {...control}
                  name="ticket_after"
                  defaultValue={String(widget.ticket_after ?? "")}
                >
                  <option value="">Never</option>
                  <Options
                    of={COUNTS.map((count) => [
                      count,
                      count === 1 ? "After 1 unanswered question" : `After ${count} unanswered questions`,
                    ])}
                  />
                </NativeSelect>
              )}
            </Field>
          </div>
          <TextList
            name="ticket_words"
            label="Add a word that opens a ticket"
            listLabel="Words that open a ticket"
            hint="Such as complaint or refund. A visitor who writes it gets a ticket at once."
            placeholder="complaint"
            items={words}
            onChange={setWords}
            read={readWord}
            maxItems={MAX_TICKET_WORDS}
            error={errorOf("ticket_words")}
            empty="No words yet."
          />
        </>
      )}
    </ChangeForm>
  );
}

function readWord(typed: string): { text: string } | { problem: string } {
  const text = typed.trim();
  if (text.length > MAX_TICKET_WORD_LENGTH)
    return { problem: `At most ${MAX_TICKET_WORD_LENGTH} characters.` };
  return { text };
}
