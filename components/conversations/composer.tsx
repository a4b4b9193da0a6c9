"use client";

import { SendHorizontal } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { Textarea } from "@/components/ui/textarea";

/** Longest message of a person, in characters. */
const MAX_LENGTH = 4_000;

/** What was typed and not sent, by conversation, for as long as the tab lives. */
const drafts = new Map<string, string>();

interface ComposerProps {
  draftKey: string;
  /** A person answers already; otherwise a reply takes the conversation over. */
  isPersons: boolean;
  /** Sends; a returned text says what went wrong. */
  onSend: (text: string) => Promise<string | undefined>;
}

/** Where a person writes. What could not be sent stays. */
export function Composer({ draftKey, isPersons, onSend }: ComposerProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const box = useRef<HTMLTextAreaElement>(null);

  // After the first render, which must be the server's.
  useEffect(() => setText(drafts.get(draftKey) ?? ""), [draftKey]);

  function keep(next: string) {
    setText(next);
    if (next === "") drafts.delete(draftKey);
    else drafts.set(draftKey, next);
  }

  async function send(event?: FormEvent) {
    event?.preventDefault();
    const wanted = text.trim();
    if (wanted === "") return;
    setProblem(undefined);
    keep("");
    box.current?.focus();
    const trouble = await onSend(wanted);
    if (trouble === undefined) return;
    setProblem(trouble);
    // What was typed meanwhile comes after what was not sent.
    setText((now) => {
      const both = now === "" ? wanted : `${wanted}\n${now}`;
      drafts.set(draftKey, both);
      return both;
    });
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === "Escape") event.currentTarget.blur();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  }

  return (
    <form onSubmit={send} method="post" className="grid gap-2 border-t p-3">
      <FormError message={problem} />
      <div className="flex items-end gap-2">
        <Textarea
          ref={box}
          aria-label="Your reply"
          aria-describedby="composer-hint"
          aria-keyshortcuts="r"
          data-shortcut="reply"
          rows={2}
          maxLength={MAX_LENGTH}
          value={text}
          placeholder={isPersons ? "Write a reply" : "Write a reply: it takes the conversation over"}
          onChange={(event) => keep(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-48 min-h-15 resize-none"
        />
        <Button type="submit" disabled={text.trim() === ""}>
          <SendHorizontal /> Send
        </Button>
      </div>
      <p id="composer-hint" className="text-2xs text-muted-foreground max-sm:sr-only">
        Enter sends, Shift and Enter begin a new line.
      </p>
    </form>
  );
}
