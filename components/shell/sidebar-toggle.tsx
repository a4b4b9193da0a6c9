"use client";

import type { ReactNode } from "react";
import { useFrame } from "@/components/shell/frame";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";

/** @param children its icon */
export function SidebarToggle({ children }: { children: ReactNode }) {
  const { collapsed, toggle } = useFrame();
  return (
    <Tooltip content={collapsed ? "Widen sidebar" : "Narrow sidebar"} side="bottom">
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Narrow sidebar"
        aria-pressed={collapsed}
        onClick={toggle}
        className="hidden text-muted-foreground md:inline-flex"
      >
        {children}
      </Button>
    </Tooltip>
  );
}
