"use client";

import { Plus, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export interface TextListProps {
  /** Name under which the form sends the texts, one to a line. */
  name: string;
  /** Names the box for the next one, and the list. */
  label: string;
  listLabel: string;
  hint: string;
  placeholder: string;
  items: readonly string[];
  onChange: (items: string[]) => void;
  /** What is kept of a text that was typed, or what is wrong with it. */
  read: (text: string) => { text: string } | { problem: string };
  maxItems: number;
  /** A rule that the server found broken. */
  error?: string | undefined;
  isBroken?: (item: string) => boolean;
  /** Stands where the list would be. */
  empty: string;
}

/** Texts that are added and taken away one by one. */
export function TextList(props: TextListProps) {
  const { name, label, items, onChange } = props;
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);

  function add() {
    if (typed.trim() === "") return;
    const result = props.read(typed);
    if ("problem" in result) return setProblem(result.problem);
    const isThere = items.some((item) => item.toLowerCase() === result.text.toLowerCase());
    if (isThere) return setProblem(`${result.text} is in the list already.`);
    if (items.length >= props.maxItems) return setProblem(`The list is full: it takes ${props.maxItems}.`);
    onChange([...items, result.text]);
    setTyped("");
    setProblem(undefined);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    // It adds, instead of saving the form.
    event.preventDefault();
    add();
  }

  return (
    <div className="grid gap-2">
      <input type="hidden" name={name} value={items.join("\n")} />
      {items.length === 0 ? (
        <p className="rounded-md border border-dashed px-3 py-2 text-muted-foreground text-sm">
          {props.empty}
        </p>
      ) : (
        <ul aria-label={props.listLabel} className="grid divide-y rounded-md border">
          {items.map((item) => (
            <li key={item} className="flex items-center justify-between gap-2 py-1 pr-1 pl-3 text-sm">
              <span className="min-w-0 break-all">{item}</span>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Remove ${item}`}
                onClick={() => {
                  onChange(items.filter((other) => other !== item));
                  input.current?.focus();
                }}
              >
                <X />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Field label={label} hint={props.hint} error={problem ?? props.error}>
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              ref={input}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setProblem(undefined);
              }}
              onKeyDown={onKeyDown}
              placeholder={props.placeholder}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <Button variant="outline" onClick={add}>
              <Plus /> Add
            </Button>
          </div>
        )}
      </Field>
    </div>
  );
}
