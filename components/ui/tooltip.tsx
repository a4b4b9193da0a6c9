"use client";

import { Slot } from "radix-ui/slot";
import { type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Side } from "@/components/ui/floating";
import { onDemand } from "@/components/ui/on-demand";

const Bubble = onDemand(() => import("@/components/ui/tooltip-bubble").then((file) => file.TooltipBubble));

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
