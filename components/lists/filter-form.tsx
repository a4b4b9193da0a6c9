"use client";

import { useRouter } from "next/navigation";
import { type ComponentProps, type FormEvent, useEffect, useRef, useTransition } from "react";
import { addressWith } from "@/components/lists/list-address";

export interface FilterFormProps extends Omit<ComponentProps<"form">, "action"> {
  /** The page the filters belong to. */
  path: string;
  /** Filters of the address by field name; the fields follow them when the address changes otherwise. */
  values: Record<string, string | undefined>;
}

/** Filters that live in the address. Without script it is an ordinary form; with it a choice applies at once. */
export function FilterForm({ path, values, children, ...props }: FilterFormProps) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [pending, startTransition] = useTransition();
  const wanted = JSON.stringify(values);

  useEffect(() => {
    const byName: Record<string, string | undefined> = JSON.parse(wanted);
    // Every field, not every filter: one without a value does not even reach the browser.
    for (const field of form.current?.elements ?? []) fill(field, byName);
  }, [wanted]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]),
    );
    startTransition(() => router.push(addressWith(path, fields)));
  }

  return (
    <form
      {...props}
      ref={form}
      action={path}
      aria-busy={pending}
      onSubmit={submit}
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** Fills a field in and says so, as typing would: React hears of a value only when it was set past its own setter. */
function fill(field: Element, byName: Record<string, string | undefined>) {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.name === "") return;
  const value = byName[field.name] ?? "";
  if (field.value === value) return;
  const { prototype } = field instanceof HTMLInputElement ? HTMLInputElement : HTMLSelectElement;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, value);
  if (field instanceof HTMLInputElement) field.dispatchEvent(new Event("input", { bubbles: true }));
}
