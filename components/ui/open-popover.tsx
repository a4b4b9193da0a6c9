"use client";

import { useCallback, useLayoutEffect, useRef } from "react";
import { useDismiss, useFloating } from "@/components/ui/floating";
import { floatingStyles } from "@/components/ui/menu-styles";
import { type PopoverContentProps, usePopover } from "@/components/ui/popover";
import { cn } from "@/lib/core/cn";

/** The panel of a `Popover` while it is open. */
export function OpenPopover({
  className,
  side,
  align = "center",
  sideOffset,
  ...props
}: PopoverContentProps) {
  const { setOpen, id, anchor } = usePopover();
  const panel = useRef<HTMLDivElement>(null);
  useFloating(anchor, panel, {
    align,
    ...(side !== undefined && { side }),
    ...(sideOffset !== undefined && { sideOffset }),
  });
  const close = useCallback(
    (reason: "outside" | "escape") => {
      setOpen(false);
      if (reason === "escape") anchor.current?.focus();
    },
    [setOpen, anchor],
  );
  useDismiss(anchor, panel, close);
  useLayoutEffect(() => {
    const element = panel.current;
    const first = element?.querySelector<HTMLElement>(
      "input, a[href], button:not(:disabled), select, textarea",
    );
    (first ?? element)?.focus();
    return () => {
      if (element?.contains(document.activeElement)) anchor.current?.focus();
    };
  }, [anchor]);
  return (
    <div
      role="dialog"
      {...props}
      ref={panel}
      id={id}
      popover="manual"
      tabIndex={-1}
      data-slot="popover-content"
      data-state="open"
      className={cn("fixed inset-auto m-0", floatingStyles, "w-72 p-3", className)}
    />
  );
}
