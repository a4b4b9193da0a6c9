"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Sheet, SheetContent, SheetDescription, SheetTitle } from "@/components/ui/sheet";

export interface LeadSheetProps {
  title: string;
  /** Address of the list behind, without the details. */
  closeHref: string;
  children: ReactNode;
}

/** Details beside the list, with an address of their own. */
export function LeadSheet({ title, closeHref, children }: LeadSheetProps) {
  const router = useRouter();
  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && router.push(closeHref, { scroll: false })}>
      <SheetContent>
        <SheetTitle className="pr-8 [overflow-wrap:anywhere]">{title}</SheetTitle>
        <SheetDescription className="sr-only">
          Contact details, where the sale is, and where it came from
        </SheetDescription>
        {children}
      </SheetContent>
    </Sheet>
  );
}
