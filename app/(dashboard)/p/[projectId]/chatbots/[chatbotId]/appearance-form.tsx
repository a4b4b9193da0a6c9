"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { BUBBLE_STYLES, WIDGET_POSITIONS } from "@/lib/chatbots/values";
import { updateAppearanceAction } from "./actions";
import { ChangeForm } from "./change-form";
import { useShowLook } from "./shown-look";

type Appearance = ChatbotDetail["appearance"];

const COLOURS = [
  ["primary_color", "Main colour"],
  ["text_color", "Text on it"],
  ["background_color", "Background"],
] as const;

const HEX = /^#[0-9A-Fa-f]{6}$/;

/** Colours, position and bubbles; the preview follows every choice. */
export function AppearanceForm({ chatbot }: { chatbot: ChatbotDetail }) {
  const [look, setLook] = useState<Appearance>(chatbot.appearance);
  const show = useShowLook();
  const set = (change: Partial<Appearance>) => {
    const next = { ...look, ...change };
    setLook(next);
    show(shownLook(next, chatbot.appearance));
  };
  return (
    <ChangeForm
      title="Appearance"
      initial={chatbot.appearance}
      save={({ position, bubble_style, ...colours }) =>
        updateAppearanceAction(chatbot.project_id, {
          chatbot_id: chatbot.id,
          ...colours,
          position: position as Appearance["position"] | undefined,
          bubble_style: bubble_style as Appearance["bubble_style"] | undefined,
        })
      }
    >
      {({ errorOf }) => (
        <>
          <div className="grid gap-4 sm:grid-cols-3">
            {COLOURS.map(([name, label]) => (
              <Field key={name} label={label} error={errorOf(name)}>
                {(control) => (
                  <div className="flex gap-2">
                    <input
                      type="color"
                      aria-label={`${label}: choose`}
                      value={HEX.test(look[name]) ? look[name].toLowerCase() : "#000000"}
                      onChange={(event) => set({ [name]: event.target.value.toUpperCase() })}
                      className="h-8 w-10 shrink-0 cursor-pointer rounded-md border border-input bg-card p-0.5 max-sm:h-10"
                    />
                    <Input
                      {...control}
                      name={name}
                      value={look[name]}
                      onChange={(event) => set({ [name]: event.target.value })}
                      maxLength={7}
                      autoComplete="off"
                      spellCheck={false}
                      className="font-mono"
                    />
                  </div>
                )}
              </Field>
            ))}
          </div>
          <div className="grid grid-cols-2 gap-4">
            <Field label="Position" error={errorOf("position")}>
              {(control) => (
                <NativeSelect
                  {...control}
                  name="position"
                  value={look.position}
                  onChange={(event) => set({ position: event.target.value as Appearance["position"] })}
                >
                  <Options of={WIDGET_POSITIONS.map(choice)} />
                </NativeSelect>
              )}
            </Field>
            <Field label="Bubbles" error={errorOf("bubble_style")}>
              {(control) => (
                <NativeSelect
                  {...control}
                  name="bubble_style"
                  value={look.bubble_style}
                  onChange={(event) =>
                    set({ bubble_style: event.target.value as Appearance["bubble_style"] })
                  }
                >
                  <Options of={BUBBLE_STYLES.map(choice)} />
                </NativeSelect>
              )}
            </Field>
          </div>
        </>
      )}
    </ChangeForm>
  );
}

function choice(value: string) {
  return [value, value.charAt(0).toUpperCase() + value.slice(1)] as const;
}

/** While a code is half typed, the preview keeps the colour that is saved. */
function shownLook(look: Appearance, saved: Appearance): Appearance {
  const colours = COLOURS.map(([name]) => [name, HEX.test(look[name]) ? look[name] : saved[name]]);
  return { ...look, ...Object.fromEntries(colours) };
}
