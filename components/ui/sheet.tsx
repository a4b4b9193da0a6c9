"use client";

import type { ComponentProps } from "react";
import {
  Modal,
  ModalContent,
  type ModalContentProps,
  ModalCross,
  ModalDescription,
  type ModalTextProps,
  ModalTitle,
  ModalTrigger,
} from "@/components/ui/modal";
import { veilStyles } from "@/components/ui/overlay-styles";
import { cn } from "@/lib/core/cn";

/** A drawer from the edge of the screen. It must hold a `SheetTitle`. */
export const Sheet = Modal;
export const SheetTrigger = ModalTrigger;

export interface SheetContentProps extends ModalContentProps {
  side?: "left" | "right";
}

export function SheetContent({ className, side = "right", children, ...props }: SheetContentProps) {
  return (
    <ModalContent
      data-slot="sheet-content"
      className={cn(
        "my-0 flex h-dvh max-h-none w-[min(26rem,calc(100%-3rem))] max-w-none flex-col gap-4 overflow-y-auto bg-popover p-5 text-popover-foreground shadow-lg outline-none duration-200 animate-in",
        side === "right"
          ? "mr-0 ml-auto border-l slide-in-from-right"
          : "mr-auto ml-0 border-r slide-in-from-left",
        veilStyles,
        className,
      )}
      {...props}
    >
      {children}
      <ModalCross />
    </ModalContent>
  );
}

export function SheetTitle({ className, ...props }: ComponentProps<"h2">) {
  return <ModalTitle className={cn("pr-8 font-semibold text-lg leading-6", className)} {...props} />;
}

export function SheetDescription({ className, ...props }: ModalTextProps) {
  return <ModalDescription className={cn("text-muted-foreground text-sm", className)} {...props} />;
}
