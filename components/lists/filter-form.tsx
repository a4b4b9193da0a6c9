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
    for (const [name, value] of Object.entries(JSON.parse(wanted) as typeof values)) {
      const field = form.current?.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value ?? "";
    }
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
