"use client";

import { Search, X } from "lucide-react";
import { type ComponentProps, useRef, useState } from "react";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/core/cn";

export interface SearchInputProps extends Omit<ComponentProps<"input">, "type" | "ref" | "value"> {
  /** Names the box: "Search conversations". Also its placeholder unless another is given. */
  label: string;
  /** Sends the form around the box when it is emptied with the button. */
  submitOnClear?: boolean;
}

/** A search box with a button to empty it. Uncontrolled: it belongs in a form that is sent with Enter. */
export function SearchInput({
  label,
  placeholder,
  submitOnClear = true,
  className,
  defaultValue,
  onChange,
  ...props
}: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const [filled, setFilled] = useState(Boolean(defaultValue));
  return (
    <div data-slot="search-input" className={cn("relative w-full min-w-0", className)}>
      <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground" />
      <Input
        {...props}
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        defaultValue={defaultValue}
        onChange={(event) => {
          setFilled(event.target.value !== "");
          onChange?.(event);
        }}
        className="px-8"
      />
      {filled && (
        <button
          type="button"
          aria-label="Clear search"
          className="absolute top-1/2 right-1 grid size-6 -translate-y-1/2 place-content-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground"
          onClick={() => {
            const box = input.current;
            if (!box) return;
            box.value = "";
            setFilled(false);
            box.focus();
            if (submitOnClear) box.form?.requestSubmit();
          }}
        >
          <X className="size-3.5" />
        </button>
      )}
    </div>
  );
}
