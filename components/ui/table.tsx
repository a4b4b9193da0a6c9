import type { ComponentProps } from "react";
import { cn } from "@/lib/core/cn";

export interface TableProps extends ComponentProps<"table"> {
  /** Says what the table lists; read by screen readers, not shown. */
  label: string;
  /**
   * On a phone: `cards` shows each row as a block, every cell beside the `label` it was given; `scroll` keeps
   * the columns, moves them sideways and holds the first one in place.
   */
  phone?: "cards" | "scroll";
}

/** Dense rows with a header that stays in view while the page scrolls. */
export function Table({ className, label, phone = "scroll", ...props }: TableProps) {
  return (
    <div
      data-slot="table-container"
      // What scrolls must be reachable by keyboard.
      tabIndex={phone === "scroll" ? 0 : undefined}
      data-phone={phone}
      className={cn(
        "group/table relative w-full min-w-0",
        phone === "scroll"
          ? "overflow-x-auto lg:overflow-x-visible"
          : "sm:overflow-x-auto lg:overflow-x-visible",
      )}
    >
      <table
        data-slot="table"
        aria-label={label}
        className={cn(
          "w-full border-separate border-spacing-0 text-left text-sm",
          phone === "cards" && "max-sm:block",
          className,
        )}
        {...props}
      />
    </div>
  );
}

export function TableHeader({ className, ...props }: ComponentProps<"thead">) {
  return (
    <thead
      data-slot="table-header"
      className={cn("group-data-[phone=cards]/table:max-sm:sr-only", className)}
      {...props}
    />
  );
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return (
    <tbody
      data-slot="table-body"
      className={cn(
        "[&>tr:last-child>td]:border-b-0 [&>tr:last-child>th]:border-b-0 group-data-[phone=cards]/table:max-sm:block",
        className,
      )}
      {...props}
    />
  );
}

/** A row. One that leads somewhere holds a `RowLink` in its first cell. */
export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return (
    <tr
      data-slot="table-row"
      className={cn(
        "group/row relative transition-colors hover:bg-muted/60 data-[state=selected]:bg-primary-subtle group-data-[phone=cards]/table:max-sm:grid group-data-[phone=cards]/table:max-sm:grid-cols-2 group-data-[phone=cards]/table:max-sm:gap-x-6 group-data-[phone=cards]/table:max-sm:border-b group-data-[phone=cards]/table:max-sm:px-4 group-data-[phone=cards]/table:max-sm:py-2.5 group-data-[phone=cards]/table:max-sm:last:border-b-0",
        className,
      )}
      {...props}
    />
  );
}

export interface TableHeadProps extends ComponentProps<"th"> {
  /** Figures are set right, so that their digits line up. */
  numeric?: boolean;
}

export function TableHead({ className, numeric, scope = "col", ...props }: TableHeadProps) {
  return (
    <th
      data-slot="table-head"
      scope={scope}
      className={cn(
        "h-9 whitespace-nowrap border-b bg-card px-3 font-medium text-muted-foreground text-xs first:rounded-tl-lg first:pl-4 last:rounded-tr-lg last:pr-4 lg:sticky lg:top-(--sticky-top) lg:z-10",
        "group-data-[phone=scroll]/table:max-lg:first:sticky group-data-[phone=scroll]/table:max-lg:first:left-0 group-data-[phone=scroll]/table:max-lg:first:z-10",
        numeric && "text-right",
        className,
      )}
      {...props}
    />
  );
}

export interface TableCellProps extends ComponentProps<"td"> {
  numeric?: boolean;
  /**
   * The column's name, shown beside the value in the phone's card view, where such cells stand two in a line.
   * A cell without it takes a line of its own.
   */
  label?: string;
  /** Gives a cell with a label a line of its own too. */
  wide?: boolean;
}

export function TableCell({ className, numeric, label, wide, ...props }: TableCellProps) {
  return (
    <td
      data-slot="table-cell"
      data-label={label}
      className={cn(
        "border-b px-3 py-2 align-middle first:pl-4 last:pr-4",
        "group-data-[phone=scroll]/table:max-lg:first:sticky group-data-[phone=scroll]/table:max-lg:first:left-0 group-data-[phone=scroll]/table:max-lg:first:bg-card",
        "group-data-[phone=cards]/table:max-sm:flex group-data-[phone=cards]/table:max-sm:min-w-0 group-data-[phone=cards]/table:max-sm:items-center group-data-[phone=cards]/table:max-sm:justify-between group-data-[phone=cards]/table:max-sm:gap-4 group-data-[phone=cards]/table:max-sm:border-0 group-data-[phone=cards]/table:max-sm:px-0! group-data-[phone=cards]/table:max-sm:py-0.5",
        label &&
          "before:hidden before:shrink-0 before:text-muted-foreground before:text-xs before:content-[attr(data-label)] group-data-[phone=cards]/table:max-sm:before:block group-data-[phone=cards]/table:max-sm:text-right",
        (wide || !label) && "group-data-[phone=cards]/table:max-sm:col-span-2",
        numeric && "whitespace-nowrap text-right",
        className,
      )}
      {...props}
    />
  );
}
