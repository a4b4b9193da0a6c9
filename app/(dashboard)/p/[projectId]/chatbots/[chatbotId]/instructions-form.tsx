"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { type ChatbotDetail, MAX_INSTRUCTIONS_LENGTH } from "@/lib/chatbots/schema";
import { cn } from "@/lib/core/cn";
import { updateInstructionsAction } from "./actions";
import { ChangeForm } from "./change-form";

export function InstructionsForm({ chatbot }: { chatbot: ChatbotDetail }) {
  const [text, setText] = useState(chatbot.instructions);
  // The text was read then: what somebody wrote since must not be overwritten.
  const [readAt, setReadAt] = useState(chatbot.updated_at);
  const isTooLong = text.length > MAX_INSTRUCTIONS_LENGTH;
  return (
    <ChangeForm
      title="Instructions"
      description="What the chatbot should do, and how. Fifteen to forty lines work best."
      initial={{ instructions: chatbot.instructions }}
      save={(changed) =>
        updateInstructionsAction(chatbot.project_id, {
          chatbot_id: chatbot.id,
          instructions: changed.instructions ?? "",
          expected_updated_at: readAt,
        })
      }
      onSaved={({ updated_at }) => setReadAt(updated_at)}
    >
      {({ errorOf }) => (
        <Field
          label="Instructions"
          error={errorOf("instructions")}
          hint={
            <span className={cn("tabular-nums", isTooLong && "font-medium text-destructive-text")}>
              {text.length.toLocaleString("en")} of {MAX_INSTRUCTIONS_LENGTH.toLocaleString("en")} characters
            </span>
          }
        >
          {(control) => (
            <Textarea
              {...control}
              name="instructions"
              rows={14}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      )}
    </ChangeForm>
  );
}
