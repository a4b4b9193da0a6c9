import Link from "next/link";
import { tabListStyles, tabStyles } from "@/components/ui/tab-styles";
import { cn } from "@/lib/core/cn";

export interface TabLinksProps {
  /** Names the row of links, for example "Settings". */
  label: string;
  items: readonly { href: string; label: string; current?: boolean }[];
  className?: string;
}

/** Tabs that lead to pages of their own. */
export function TabLinks({ label, items, className }: TabLinksProps) {
  return (
    <nav aria-label={label} className={cn(tabListStyles, className)}>
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.current ? "page" : undefined}
          className={cn(tabStyles, item.current && "border-primary text-foreground")}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
