"use client";

import type { ReactNode } from "react";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";

/** Facts of a conversation where there is no room beside it. */
export function DetailsSheet(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}) {
  const { open, onOpenChange, children } = props;
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent aria-describedby={undefined}>
        <SheetTitle className="font-semibold text-lg">Details</SheetTitle>
        {children}
      </SheetContent>
    </Sheet>
  );
}
