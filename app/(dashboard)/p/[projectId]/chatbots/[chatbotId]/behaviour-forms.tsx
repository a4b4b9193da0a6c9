"use client";

import { languageName } from "@/components/chatbots/words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { COMPATIBLE_PREFIX, MODELS } from "@/lib/chatbots/values";
import { updateLanguageAction, updateModelAction } from "./actions";
import { ChangeForm } from "./change-form";
import { SelectOrType } from "./select-or-type";

/** Offered by name; any other BCP 47 tag can be typed. */
const LANGUAGES = [
  ...[
    "ar",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "fi",
    "fr",
    "he",
    "hi",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "nl",
    "nb",
  ],
  ...["pl", "pt", "pt-BR", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh-Hans", "zh-Hant"],
];

const LANGUAGE_GROUPS = [
  { label: "Any", options: [{ value: "auto", label: languageName("auto") }] },
  {
    label: "Always",
    options: LANGUAGES.map((value) => ({ value, label: languageName(value) })).sort((a, b) =>
      a.label < b.label ? -1 : 1,
    ),
  },
];

const MODEL_GROUPS = [...new Set(MODELS.map(({ provider }) => provider))].map((provider) => ({
  label: provider,
  options: MODELS.filter((model) => model.provider === provider).map(({ id, name }) => ({
    value: id,
    label: name,
  })),
}));

/** Model with temperature, and language. */
export function BehaviourForms({ chatbot }: { chatbot: ChatbotDetail }) {
  return (
    <>
      <ModelForm chatbot={chatbot} />
      <LanguageForm chatbot={chatbot} />
    </>
  );
}

function ModelForm({ chatbot }: { chatbot: ChatbotDetail }) {
  return (
    <ChangeForm
      title="Model"
      description="Which AI model writes the replies, and how freely."
      initial={{ model: chatbot.model, temperature: String(chatbot.temperature) }}
      save={({ model, temperature }) =>
        updateModelAction(chatbot.project_id, {
          chatbot_id: chatbot.id,
          model,
          temperature: temperature === undefined ? undefined : Number.parseFloat(temperature),
        })
      }
    >
      {({ errorOf }) => (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Model"
            error={errorOf("model")}
            hint={`For a model of your own server write ${COMPATIBLE_PREFIX} and its name.`}
          >
            {(control) => (
              <SelectOrType
                control={control}
                name="model"
                initial={chatbot.model}
                groups={MODEL_GROUPS}
                other={{ option: "Another model…", label: "Name of the model", begin: COMPATIBLE_PREFIX }}
              />
            )}
          </Field>
          <Field label="Temperature" error={errorOf("temperature")} hint="0.1 is exact, 1.0 is creative.">
            {(control) => (
              <Input
                {...control}
                name="temperature"
                type="number"
                inputMode="decimal"
                min={0.1}
                max={1}
                step="any"
                defaultValue={chatbot.temperature}
              />
            )}
          </Field>
        </div>
      )}
    </ChangeForm>
  );
}

function LanguageForm({ chatbot }: { chatbot: ChatbotDetail }) {
  return (
    <ChangeForm
      title="Language"
      initial={{ language: chatbot.language }}
      save={({ language }) =>
        updateLanguageAction(chatbot.project_id, { chatbot_id: chatbot.id, language: language ?? "" })
      }
    >
      {({ errorOf }) => (
        <Field
          label="Language of the replies"
          error={errorOf("language")}
          hint="Automatic answers each visitor in their own. Another language needs its tag, such as gl or es-MX."
        >
          {(control) => (
            <SelectOrType
              control={control}
              name="language"
              initial={chatbot.language}
              groups={LANGUAGE_GROUPS}
              other={{ option: "Another language…", label: "Language tag", begin: "" }}
            />
          )}
        </Field>
      )}
    </ChangeForm>
  );
}
