"use client";

import type { ReactNode } from "react";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";

/** Facts of a conversation where there is no room beside it. */
export function DetailsSheet({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent aria-describedby={undefined}>
        <SheetTitle className="font-semibold text-lg">Details</SheetTitle>
        {children}
      </SheetContent>
    </Sheet>
  );
}
