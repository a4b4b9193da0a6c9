"use client";

import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/core/cn";

interface MoreFiltersProps {
  /** How many of them narrow the list at this moment. */
  count: number;
  children: ReactNode;
}

/** The filters besides the search: on a phone, where they would fill the screen before the list begins, behind a button. */
export function MoreFilters({ count, children }: MoreFiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Button
        variant="outline"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className={cn("peer sm:hidden", isOpen && "col-span-2")}
      >
        <SlidersHorizontal /> Filters{count > 0 && ` (${count})`}
      </Button>
      <div id={id} className={cn("contents", !isOpen && "max-sm:hidden")}>
        {children}
      </div>
    </>
  );
}
