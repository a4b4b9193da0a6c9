"use client";

import type { ComponentProps } from "react";
import {
  Modal,
  ModalClose,
  ModalContent,
  type ModalContentProps,
  ModalCross,
  ModalDescription,
  type ModalTextProps,
  ModalTitle,
  ModalTrigger,
} from "@/components/ui/modal";
import { veilStyles, windowStyles } from "@/components/ui/overlay-styles";
import { cn } from "@/lib/core/cn";

/** A window above the page. It must hold a `DialogTitle`; Escape and a press outside close it. */
export const Dialog = Modal;
export const DialogTrigger = ModalTrigger;
export const DialogClose = ModalClose;

export function DialogContent({ className, children, ...props }: ModalContentProps) {
  return (
    <ModalContent data-slot="dialog-content" className={cn(windowStyles, veilStyles, className)} {...props}>
      {children}
      <ModalCross />
    </ModalContent>
  );
}

export function DialogHeader({ className, ...props }: ComponentProps<"div">) {
  return <div data-slot="dialog-header" className={cn("grid gap-1 pr-8", className)} {...props} />;
}

export function DialogTitle({ className, ...props }: ComponentProps<"h2">) {
  return <ModalTitle className={cn("font-semibold text-lg leading-6", className)} {...props} />;
}

export function DialogDescription({ className, ...props }: ModalTextProps) {
  return <ModalDescription className={cn("text-muted-foreground text-sm", className)} {...props} />;
}

export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="dialog-footer"
      className={cn("flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end", className)}
      {...props}
    />
  );
}
