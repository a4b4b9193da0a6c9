"use client";

import { type ReactNode, type RefObject, useRef } from "react";
import { type Side, useFloating } from "@/components/ui/floating";

export interface TooltipBubbleProps {
  id: string;
  anchor: RefObject<HTMLElement | null>;
  side: Side;
  children: ReactNode;
}

/** What a `Tooltip` says while it is shown. */
export function TooltipBubble({ id, anchor, side, children }: TooltipBubbleProps) {
  const bubble = useRef<HTMLSpanElement>(null);
  useFloating(anchor, bubble, { side, align: "center", sideOffset: 6 });
  return (
    <span
      ref={bubble}
      id={id}
      role="tooltip"
      popover="manual"
      data-slot="tooltip"
      className="pointer-events-none fixed inset-auto m-0 max-w-64 animate-in whitespace-normal rounded-md bg-foreground px-2 py-1 font-normal text-background text-xs shadow-md fade-in-0"
    >
      {children}
    </span>
  );
}
