"use client";

import { type FormEvent, type ReactNode, useRef, useState, useTransition } from "react";
import { FormError } from "@/components/ui/form-error";
import { cn } from "@/lib/core/cn";
import type { ActionResult, PublicError } from "@/lib/web/schema";

/** What the fields of the form need to know. */
export interface FormState {
  /** The rule a field broke, for `Field`'s `error`. */
  errorOf: (path: string) => string | undefined;
  pending: boolean;
}

export interface ActionFormProps<Input, View> {
  action: (input: Input) => Promise<ActionResult<View>>;
  /** Sent besides the fields. */
  extra?: Partial<Input>;
  /** Names of fields that are left out when they are empty. */
  optional?: readonly string[];
  /** What it sets is shown together with the page that was read anew. */
  onSuccess?: (data: View) => void;
  /** Empties the fields after a success. */
  resets?: boolean;
  className?: string;
  children: (state: FormState) => ReactNode;
}

const OFFLINE: PublicError = {
  code: "internal_error",
  message: "That did not reach the server. Check your connection and try again.",
  problems: [],
  requestId: null,
};

/** A form around a server action: sends its fields, shows what went wrong beside them, and keeps what was typed. */
export function ActionForm<Input, View>({
  action,
  extra,
  optional = [],
  onSuccess,
  resets = false,
  className,
  children,
}: ActionFormProps<Input, View>) {
  const [error, setError] = useState<PublicError>();
  const [pending, startTransition] = useTransition();
  const form = useRef<HTMLFormElement>(null);

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget)].filter(
      ([name, value]) => !(optional.includes(name) && value === ""),
    );
    const input = { ...Object.fromEntries(fields), ...extra } as Input;
    startTransition(async () => {
      const result = await action(input).catch((cause: unknown) => {
        // Next's redirects travel as errors and must reach it.
        if (cause instanceof Error && "digest" in cause) throw cause;
        return { ok: false as const, error: OFFLINE };
      });
      if (!result.ok) {
        setError(result.error);
        focusFirst(form.current, result.error);
        return;
      }
      // Begun anew behind the answer, or a window would close before the page behind it shows what was changed, and that
      // page would be replaced under the hand of a person who goes on at once.
      startTransition(() => {
        setError(undefined);
        if (resets) form.current?.reset();
        onSuccess?.(result.data);
      });
    });
  }

  const problems = error?.problems ?? [];
  const isToldByFields =
    error?.code === "invalid_input" && problems.every(({ path }) => isField(form.current, path));
  return (
    // A press before the script is there must not put the fields into the address, hence `post`.
    <form ref={form} method="post" noValidate onSubmit={send} className={cn("grid gap-4", className)}>
      <FormError message={isToldByFields && problems.length > 0 ? undefined : error && sentence(error)} />
      {children({
        pending,
        errorOf: (path) => problems.find((problem) => problem.path === path)?.message,
      })}
    </form>
  );
}

/** What went wrong and what to do, as one text. */
export function sentence(error: PublicError): string {
  const reference =
    error.code === "internal_error" && error.requestId ? `Reference: ${error.requestId}.` : "";
  return [error.message, error.nextStep, reference].filter(Boolean).join(" ");
}

function isField(form: HTMLFormElement | null, name: string): boolean {
  return form?.elements.namedItem(name) !== null && name !== "";
}

/** Leads to the first field on the page that needs another look. */
function focusFirst(form: HTMLFormElement | null, error: PublicError): void {
  const names = new Set(error.problems.map(({ path }) => path));
  const first = [...(form?.elements ?? [])].find((control) => names.has(control.getAttribute("name") ?? ""));
  if (first instanceof HTMLElement) first.focus();
}
