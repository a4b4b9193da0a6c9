"use client";

import { PopoverContent as Content, PopoverPortal, PopoverTrigger, Popover as Root } from "radix-ui/popover";
import type { ComponentProps } from "react";
import { floatingStyles } from "@/components/ui/menu-styles";
import { cn } from "@/lib/core/cn";

/** A small panel beside its trigger. Name the content with `aria-label`. */
export const Popover = Root;
export { PopoverTrigger };

export function PopoverContent({ className, sideOffset = 4, ...props }: ComponentProps<typeof Content>) {
  return (
    <PopoverPortal>
      <Content
        data-slot="popover-content"
        sideOffset={sideOffset}
        collisionPadding={8}
        className={cn(floatingStyles, "w-72 p-3", className)}
        {...props}
      />
    </PopoverPortal>
  );
}
