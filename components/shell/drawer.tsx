"use client";

import type { ReactNode } from "react";
import { FrameContext } from "@/components/shell/frame";
import { Logo } from "@/components/ui/logo";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";

export interface DrawerProps {
  onClose: () => void;
  children: ReactNode;
}

/** The navigation on a phone, open; a pressed link closes it. */
export function Drawer({ onClose, children }: DrawerProps) {
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent side="left" className="w-72 gap-0 bg-sidebar p-0">
        <SheetTitle className="flex h-12 shrink-0 items-center px-4">
          <span className="sr-only">Navigation</span>
          <Logo />
        </SheetTitle>
        <FrameContext value={{ collapsed: false, toggle: () => {}, onNavigate: onClose }}>
          {children}
        </FrameContext>
      </SheetContent>
    </Sheet>
  );
}
