import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

interface NothingMatchesProps {
  icon: LucideIcon;
  /** "No ticket matches". */
  title: string;
  clearHref: string;
  /** What to try instead. */
  children: ReactNode;
}

/** Stands where a list would be when its filters leave nothing. */
export function NothingMatches({ icon, title, clearHref, children }: NothingMatchesProps) {
  return (
    <EmptyState
      icon={icon}
      title={title}
      action={
        <Button variant="outline" asChild>
          <Link href={clearHref}>Clear filters</Link>
        </Button>
      }
    >
      {children}
    </EmptyState>
  );
}
