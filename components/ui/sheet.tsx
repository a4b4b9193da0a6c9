"use client";

import { X } from "lucide-react";
import {
  DialogContent as Content,
  DialogDescription as Description,
  DialogOverlay,
  DialogPortal,
  Dialog as Root,
  DialogClose as SheetClose,
  DialogTrigger as SheetTrigger,
  DialogTitle as Title,
} from "radix-ui/dialog";
import type { ComponentProps } from "react";
import { overlayStyles } from "@/components/ui/overlay-styles";
import { cn } from "@/lib/core/cn";

/** A drawer from the edge of the screen. It must hold a `SheetTitle`. */
export const Sheet = Root;
export { SheetClose, SheetTrigger };

export interface SheetContentProps extends ComponentProps<typeof Content> {
  side?: "left" | "right";
}

export function SheetContent({ className, side = "right", children, ...props }: SheetContentProps) {
  return (
    <DialogPortal>
      <DialogOverlay className={overlayStyles} />
      <Content
        data-slot="sheet-content"
        className={cn(
          "fixed inset-y-0 z-50 flex w-[min(26rem,calc(100%-3rem))] flex-col gap-4 overflow-y-auto bg-popover p-5 text-popover-foreground shadow-lg outline-none duration-200 data-[state=closed]:animate-out data-[state=open]:animate-in",
          side === "right" &&
            "right-0 border-l data-[state=closed]:slide-out-to-right data-[state=open]:slide-in-from-right",
          side === "left" &&
            "left-0 border-r data-[state=closed]:slide-out-to-left data-[state=open]:slide-in-from-left",
          className,
        )}
        {...props}
      >
        {children}
        <SheetClose
          aria-label="Close"
          className="absolute top-3.5 right-3.5 grid size-7 place-content-center rounded-md text-muted-foreground transition-colors hover:bg-accent hover:text-foreground"
        >
          <X className="size-4" />
        </SheetClose>
      </Content>
    </DialogPortal>
  );
}

export function SheetTitle({ className, ...props }: ComponentProps<typeof Title>) {
  return <Title className={cn("pr-8 font-semibold text-lg leading-6", className)} {...props} />;
}

export function SheetDescription({ className, ...props }: ComponentProps<typeof Description>) {
  return <Description className={cn("text-muted-foreground text-sm", className)} {...props} />;
}
