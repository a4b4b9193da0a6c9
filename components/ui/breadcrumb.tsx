import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { cn } from "@/lib/core/cn";

export interface BreadcrumbProps {
  /** From the outside in; the last one is the page itself and needs no address. */
  items: readonly { label: string; href?: string | undefined }[];
  /** Names the navigation where a page has two of them. */
  label?: string;
  className?: string;
}

/** Where this page lies. */
export function Breadcrumb({ items, label = "Breadcrumb", className }: BreadcrumbProps) {
  return (
    <nav aria-label={label} data-slot="breadcrumb" className={cn("min-w-0", className)}>
      <ol className="flex min-w-0 items-center gap-1 text-muted-foreground text-sm">
        {items.map((item, index) => (
          <li
            key={`${item.href ?? ""}${item.label}`}
            className="flex min-w-0 items-center gap-1 last:shrink-0"
          >
            {index > 0 && <ChevronRight aria-hidden className="size-3.5 shrink-0 opacity-60" />}
            {item.href && index < items.length - 1 ? (
              <Link href={item.href} className="truncate rounded-sm hover:text-foreground">
                {item.label}
              </Link>
            ) : (
              <span
                aria-current={index === items.length - 1 ? "page" : undefined}
                className="max-w-60 truncate font-medium text-foreground"
              >
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
