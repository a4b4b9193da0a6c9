"use client";

import { STRICTNESS_WORDS } from "@/components/chatbots/words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH, STRICTNESSES } from "@/lib/chatbots/values";
import { updateSettingsAction } from "./actions";
import { ChangeForm } from "./change-form";
import { useShowLook } from "./shown-look";

export function SettingsForm({ chatbot }: { chatbot: ChatbotDetail }) {
  const show = useShowLook();
  return (
    <ChangeForm
      title="Behaviour"
      initial={{
        name: chatbot.name,
        description: chatbot.description,
        is_enabled: chatbot.is_enabled ? "on" : "off",
        strictness: chatbot.strictness,
      }}
      save={({ is_enabled, strictness, ...texts }) =>
        updateSettingsAction(chatbot.project_id, {
          chatbot_id: chatbot.id,
          ...texts,
          is_enabled: is_enabled === undefined ? undefined : is_enabled === "on",
          strictness: strictness as ChatbotDetail["strictness"] | undefined,
        })
      }
    >
      {({ errorOf }) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" error={errorOf("name")} hint="Visitors see it above the chat." required>
              {(control) => (
                <Input
                  {...control}
                  name="name"
                  defaultValue={chatbot.name}
                  onChange={(event) => show({ name: event.target.value })}
                  maxLength={MAX_NAME_LENGTH}
                  autoComplete="off"
                />
              )}
            </Field>
            <Field label="Answers visitors" error={errorOf("is_enabled")} hint="Off hides the chat.">
              {(control) => (
                <NativeSelect {...control} name="is_enabled" defaultValue={chatbot.is_enabled ? "on" : "off"}>
                  <option value="on">On</option>
                  <option value="off">Off</option>
                </NativeSelect>
              )}
            </Field>
          </div>
          <Field
            label="Strictness"
            error={errorOf("strictness")}
            hint="How closely replies follow your sources."
          >
            {(control) => (
              <NativeSelect {...control} name="strictness" defaultValue={chatbot.strictness}>
                <Options
                  of={STRICTNESSES.map((strictness) => [
                    strictness,
                    `${STRICTNESS_WORDS[strictness].title}: ${STRICTNESS_WORDS[strictness].hint}`,
                  ])}
                />
              </NativeSelect>
            )}
          </Field>
          <Field
            label="Description"
            error={errorOf("description")}
            hint="For your own use; visitors don't see it."
            required={false}
          >
            {(control) => (
              <Textarea
                {...control}
                name="description"
                rows={2}
                defaultValue={chatbot.description}
                maxLength={MAX_DESCRIPTION_LENGTH}
              />
            )}
          </Field>
        </>
      )}
    </ChangeForm>
  );
}
