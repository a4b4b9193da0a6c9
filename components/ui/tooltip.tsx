"use client";

import { Slot } from "radix-ui/slot";
import { type ReactElement, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import { type Side, useFloating } from "@/components/ui/floating";

const DELAY_MS = 300;

export interface TooltipProps {
  /** A few words; nothing that is said nowhere else, since touch screens show no tooltips. */
  content: ReactNode;
  side?: Side;
  /** One element that can take the focus. */
  children: ReactElement;
}

/** A short explanation on hover and focus. Escape hides it. */
export function Tooltip({ content, side = "top", children }: TooltipProps) {
  const [isShown, setShown] = useState(false);
  const anchor = useRef<HTMLElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();

  function hide() {
    clearTimeout(timer.current);
    setShown(false);
  }

  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <Slot
        ref={anchor}
        aria-describedby={isShown ? id : undefined}
        onPointerEnter={({ pointerType }) => {
          if (pointerType !== "touch") timer.current = setTimeout(() => setShown(true), DELAY_MS);
        }}
        onPointerLeave={hide}
        onPointerDown={hide}
        onFocus={({ target }) => {
          if (target.matches(":focus-visible")) setShown(true);
        }}
        onBlur={hide}
        onKeyDown={({ key }) => {
          if (key === "Escape") hide();
        }}
      >
        {children}
      </Slot>
      {isShown && (
        <Bubble id={id} anchor={anchor} side={side}>
          {content}
        </Bubble>
      )}
    </>
  );
}

interface BubbleProps {
  id: string;
  anchor: RefObject<HTMLElement | null>;
  side: Side;
  children: ReactNode;
}

function Bubble({ id, anchor, side, children }: BubbleProps) {
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
