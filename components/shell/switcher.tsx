"use client";

import { ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useFrame } from "@/components/shell/frame";
import { onDemand } from "@/components/ui/on-demand";
import { Popover, PopoverTrigger } from "@/components/ui/popover";

// Fetched when the first one is opened.
const SwitcherList = onDemand(() =>
  import("@/components/shell/switcher-list").then((file) => file.SwitcherList),
);

export interface SwitcherEntry {
  id: string;
  name: string;
  detail?: string;
}

/** What can be switched to. */
export type SwitcherPlaces = {
  currentId: string | undefined;
  entries: readonly SwitcherEntry[];
} & ({ kind: "Organisation" } | { kind: "Project"; organisationId: string; canCreate: boolean });

export type SwitcherProps = SwitcherPlaces & {
  /** Where one is. */
  children: ReactNode;
};

/** Shows where one is and leads to the others. */
export function Switcher({ children, ...places }: SwitcherProps) {
  const [open, setOpen] = useState(false);
  const { onNavigate } = useFrame();
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger className="flex w-full min-w-0 items-center gap-2 rounded-md px-2 py-1.5 text-left transition-colors hover:bg-sidebar-accent focus-visible:-outline-offset-2 data-[state=open]:bg-sidebar-accent group-data-collapsed/frame:justify-center group-data-collapsed/frame:px-0">
        {children}
        <ChevronsUpDown className="size-3.5 shrink-0 text-muted-foreground group-data-collapsed/frame:hidden" />
      </PopoverTrigger>
      {open && (
        <SwitcherList
          {...places}
          onLeave={() => {
            setOpen(false);
            onNavigate?.();
          }}
        />
      )}
    </Popover>
  );
}
