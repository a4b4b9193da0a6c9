"use client";

import { X } from "lucide-react";
import {
  DialogContent as Content,
  DialogDescription as Description,
  DialogClose,
  DialogOverlay,
  DialogPortal,
  DialogTrigger,
  Dialog as Root,
  DialogTitle as Title,
} from "radix-ui/dialog";
import type { ComponentProps } from "react";
import { overlayStyles } from "@/components/ui/overlay-styles";
import { cn } from "@/lib/core/cn";

/** A window above the page. It must hold a `DialogTitle`; Escape and a press outside close it. */
export const Dialog = Root;
export { DialogClose, DialogTrigger };

export function DialogContent({ className, children, ...props }: ComponentProps<typeof Content>) {
  return (
    <DialogPortal>
      <DialogOverlay className={overlayStyles} />
      <Content
        data-slot="dialog-content"
        className={cn(
          "fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 gap-4 overflow-y-auto rounded-xl border bg-popover p-5 text-popover-foreground shadow-lg outline-none duration-150 data-[state=closed]:animate-out data-[state=open]:animate-in data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 data-[state=closed]:zoom-out-98 data-[state=open]:zoom-in-98",
          className,
        )}
        {...props}
      >
        {children}
        <DialogClose
          aria-label="Close"
          className="absolute top-3.5 right-3.5 grid size-7 place-content-center rounded-md text-muted-foreground transition-colors hover:bg-accent hover:text-foreground"
        >
          <X className="size-4" />
        </DialogClose>
      </Content>
    </DialogPortal>
  );
}

export function DialogHeader({ className, ...props }: ComponentProps<"div">) {
  return <div data-slot="dialog-header" className={cn("grid gap-1 pr-8", className)} {...props} />;
}

export function DialogTitle({ className, ...props }: ComponentProps<typeof Title>) {
  return <Title className={cn("font-semibold text-lg leading-6", className)} {...props} />;
}

export function DialogDescription({ className, ...props }: ComponentProps<typeof Description>) {
  return <Description className={cn("text-muted-foreground text-sm", className)} {...props} />;
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
