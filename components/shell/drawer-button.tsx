"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";

// Fetched when it is first opened.
const Drawer = onDemand(() => import("@/components/shell/drawer").then((file) => file.Drawer));

export interface DrawerButtonProps {
  icon: ReactNode;
  /** What the drawer holds. */
  children: ReactNode;
}

/** Opens the navigation on a phone. */
export function DrawerButton({ icon, children }: DrawerButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Open navigation"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className="md:hidden"
      >
        {icon}
      </Button>
      {open && <Drawer onClose={() => setOpen(false)}>{children}</Drawer>}
    </>
  );
}
