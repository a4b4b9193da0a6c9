"use client";

import { Switch as Root, SwitchThumb } from "radix-ui/switch";
import type { ComponentProps } from "react";
import { cn } from "@/lib/core/cn";

/** On or off, with effect at once. For something sent with a form prefer `Checkbox`. */
export function Switch({ className, ...props }: ComponentProps<typeof Root>) {
  return (
    <Root
      data-slot="switch"
      className={cn(
        "relative inline-flex h-5 w-8 shrink-0 items-center rounded-full border border-transparent bg-muted-foreground/60 p-px transition-colors disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:bg-primary",
        className,
      )}
      {...props}
    >
      <SwitchThumb className="block size-4 rounded-full bg-white shadow-sm transition-transform data-[state=checked]:translate-x-3 dark:data-[state=checked]:bg-primary-foreground" />
    </Root>
  );
}
