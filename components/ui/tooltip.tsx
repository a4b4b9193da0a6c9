"use client";

import {
  TooltipContent as Content,
  Tooltip as Root,
  TooltipPortal,
  TooltipProvider,
  TooltipTrigger,
} from "radix-ui/tooltip";
import type { ReactElement, ReactNode } from "react";

export { TooltipProvider };

export interface TooltipProps {
  /** A few words; nothing that is said nowhere else, since touch screens show no tooltips. */
  content: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  /** One element that can take the focus. */
  children: ReactElement;
}

/** A short explanation on hover and focus. */
export function Tooltip({ content, side = "top", children }: TooltipProps) {
  return (
    <Root>
      <TooltipTrigger asChild>{children}</TooltipTrigger>
      <TooltipPortal>
        <Content
          data-slot="tooltip"
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-64 rounded-md bg-foreground px-2 py-1 text-background text-xs shadow-md data-[state=delayed-open]:animate-in data-[state=delayed-open]:fade-in-0"
        >
          {content}
        </Content>
      </TooltipPortal>
    </Root>
  );
}
