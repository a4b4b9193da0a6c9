"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { MAX_LABEL_LENGTH, MAX_WELCOME_LENGTH } from "@/lib/chatbots/values";
import { updateLabelsAction } from "./actions";
import { ChangeForm } from "./change-form";
import { useShowLook } from "./shown-look";

const LABELS = [
  ["input_placeholder", "Input placeholder"],
  ["thinking_label", "While thinking"],
  ["submit_label", "Send button"],
] as const;

export function LabelsForm({ chatbot }: { chatbot: ChatbotDetail }) {
  const { labels } = chatbot;
  const show = useShowLook();
  return (
    <ChangeForm
      title="Labels"
      description="What visitors read around the conversation."
      initial={labels}
      save={(changed) => updateLabelsAction(chatbot.project_id, { chatbot_id: chatbot.id, ...changed })}
    >
      {({ errorOf }) => (
        <>
          <Field label="Welcome message" error={errorOf("welcome_message")} required>
            {(control) => (
              <Textarea
                {...control}
                name="welcome_message"
                rows={2}
                defaultValue={labels.welcome_message}
                onChange={(event) => show({ welcome_message: event.target.value })}
                maxLength={MAX_WELCOME_LENGTH}
              />
            )}
          </Field>
          <div className="grid gap-4 sm:grid-cols-3">
            {LABELS.map(([name, label]) => (
              <Field key={name} label={label} error={errorOf(name)} required>
                {(control) => (
                  <Input
                    {...control}
                    name={name}
                    defaultValue={labels[name]}
                    onChange={(event) => show({ [name]: event.target.value })}
                    maxLength={MAX_LABEL_LENGTH}
                    autoComplete="off"
                  />
                )}
              </Field>
            ))}
          </div>
        </>
      )}
    </ChangeForm>
  );
}
