"use client";

import type { ComponentProps } from "react";
import type { Placement } from "@/components/ui/floating";
import { onDemand } from "@/components/ui/on-demand";
import { Popover, PopoverTrigger, type PopoverTriggerProps, usePopover } from "@/components/ui/popover";

// The menu button of the ARIA Authoring Practices (Menu Button Pattern).

// Fetched when the first one is opened.
const OpenMenu = onDemand(() => import("@/components/ui/open-menu").then((file) => file.OpenMenu));

/** Actions behind a button; arrow keys and first letters move through them. */
export const DropdownMenu = Popover;

export function DropdownMenuTrigger({ onKeyDown, ...props }: PopoverTriggerProps) {
  const { setOpen } = usePopover();
  return (
    <PopoverTrigger
      aria-haspopup="menu"
      {...props}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        setOpen(true);
      }}
    />
  );
}

export interface DropdownMenuContentProps extends Omit<ComponentProps<"div">, "ref">, Placement {
  /** Runs when the menu is gone and its button has the focus again. */
  onClosed?: () => void;
}

/** Is there only while it is open. */
export function DropdownMenuContent(props: DropdownMenuContentProps) {
  return usePopover().open && <OpenMenu {...props} />;
}
