"use client";

import { type KeyboardEvent, useEffect, useState } from "react";
import { sentence } from "@/components/forms/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { onDemand } from "@/components/ui/on-demand";
import { Textarea } from "@/components/ui/textarea";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { MAX_INSTRUCTIONS_LENGTH } from "@/lib/chatbots/values";
import { cn } from "@/lib/core/cn";
import type { RevisionChange } from "@/lib/revisions/schema";
import { previewInstructionsAction, updateInstructionsAction } from "./actions";
import { ChangeForm } from "./change-form";

const ChangeList = onDemand(() =>
  import("@/components/revisions/change-list").then((file) => file.ChangeList),
);

export function InstructionsForm({ chatbot }: { chatbot: ChatbotDetail }) {
  const [text, setText] = useState(chatbot.instructions);
  const [saved, setSaved] = useState(chatbot.instructions);
  // The text was read then: what somebody wrote since must not be overwritten.
  const [readAt, setReadAt] = useState(chatbot.updated_at);
  const isTooLong = text.length > MAX_INSTRUCTIONS_LENGTH;
  const isChanged = text.trim() !== saved;
  useWarning(isChanged);
  const target = { chatbot_id: chatbot.id, expected_updated_at: readAt };
  return (
    <ChangeForm
      title="Instructions"
      description="What the chatbot should do, and how. Fifteen to forty lines work best."
      initial={{ instructions: chatbot.instructions }}
      save={(changed) =>
        updateInstructionsAction(chatbot.project_id, { ...target, instructions: changed.instructions ?? "" })
      }
      onSaved={({ updated_at }) => {
        setReadAt(updated_at);
        setSaved(text.trim());
      }}
    >
      {({ errorOf }) => (
        <>
          <Field
            label="Instructions"
            error={errorOf("instructions")}
            hint={
              <span className="flex flex-wrap justify-between gap-x-4">
                <span className={cn("tabular-nums", isTooLong && "font-medium text-destructive-text")}>
                  {text.length.toLocaleString("en")} of {MAX_INSTRUCTIONS_LENGTH.toLocaleString("en")}{" "}
                  characters
                </span>
                {isChanged && <span className="font-medium text-warning">Not saved yet</span>}
              </span>
            }
          >
            {(control) => (
              <Textarea
                {...control}
                name="instructions"
                rows={14}
                value={text}
                aria-keyshortcuts="Control+S Meta+S"
                onChange={(event) => setText(event.target.value)}
                onKeyDown={saveOnShortcut}
              />
            )}
          </Field>
          {isChanged && (
            <Difference
              // What was compared is no longer what is written.
              key={text}
              preview={() => previewInstructionsAction(chatbot.project_id, { ...target, instructions: text })}
            />
          )}
        </>
      )}
    </ChangeForm>
  );
}

interface DifferenceProps {
  preview: () => ReturnType<typeof previewInstructionsAction>;
}

/** What saving would change, on demand. */
function Difference({ preview }: DifferenceProps) {
  const [changes, setChanges] = useState<readonly RevisionChange[]>();
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);

  async function show() {
    setPending(true);
    const result = await preview().catch(() => null);
    setPending(false);
    if (result?.ok) setChanges(result.data.changes);
    setProblem(
      result === null ? "That did not reach the server." : result.ok ? undefined : sentence(result.error),
    );
  }

  if (changes?.length === 0) return <p className="text-muted-foreground text-sm">Nothing would change.</p>;
  if (changes) {
    return (
      <section aria-label="What saving changes">
        <ChangeList changes={changes} />
      </section>
    );
  }
  return (
    <div className="grid gap-2">
      <FormError message={problem} />
      <div>
        <Button variant="outline" size="sm" pending={pending} onClick={show}>
          Show what changes
        </Button>
      </div>
    </div>
  );
}

/** Ctrl+S or ⌘S saves the form instead of the page. */
function saveOnShortcut(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

/** Lets the browser ask before a page with unsaved changes is left; links inside the app ask as well. */
function useWarning(isUnsaved: boolean) {
  useEffect(() => {
    if (!isUnsaved) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element).closest?.("a[href]");
      if (!(link instanceof HTMLAnchorElement) || link.target === "_blank") return;
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
      if (link.pathname === location.pathname) return;
      if (window.confirm("The instructions are not saved yet. Leave the page and lose them?")) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [isUnsaved]);
}
