"use client";

import {
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogOverlay,
  AlertDialogPortal,
  AlertDialogTrigger,
  AlertDialogContent as Content,
  AlertDialogDescription as Description,
  AlertDialog as Root,
  AlertDialogTitle as Title,
} from "radix-ui/alert-dialog";
import type { ComponentProps } from "react";
import { overlayStyles } from "@/components/ui/overlay-styles";
import { cn } from "@/lib/core/cn";

/** A question that must be answered: a press outside does not close it. Most pages want `ConfirmDialog`. */
export const AlertDialog = Root;
export { AlertDialogAction, AlertDialogCancel, AlertDialogTrigger };

export function AlertDialogContent({ className, ...props }: ComponentProps<typeof Content>) {
  return (
    <AlertDialogPortal>
      <AlertDialogOverlay className={overlayStyles} />
      <Content
        data-slot="alert-dialog-content"
        className={cn(
          "fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 gap-4 overflow-y-auto rounded-xl border bg-popover p-5 text-popover-foreground shadow-lg outline-none duration-150 data-[state=closed]:animate-out data-[state=open]:animate-in data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 data-[state=closed]:zoom-out-98 data-[state=open]:zoom-in-98",
          className,
        )}
        {...props}
      />
    </AlertDialogPortal>
  );
}

export function AlertDialogTitle({ className, ...props }: ComponentProps<typeof Title>) {
  return <Title className={cn("font-semibold text-lg leading-6", className)} {...props} />;
}

export function AlertDialogDescription({ className, ...props }: ComponentProps<typeof Description>) {
  return <Description className={cn("text-muted-foreground text-sm", className)} {...props} />;
}

export function AlertDialogFooter({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      className={cn("flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end", className)}
      {...props}
    />
  );
}
