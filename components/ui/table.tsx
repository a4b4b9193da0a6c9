import type { ComponentProps } from "react";
import { cn } from "@/lib/core/cn";

// The looks are in table.css.

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
        "relative w-full min-w-0",
        phone === "scroll"
          ? "overflow-x-auto lg:overflow-x-visible"
          : "sm:overflow-x-auto lg:overflow-x-visible",
      )}
    >
      <table
        data-slot="table"
        aria-label={label}
        className={cn("w-full border-separate border-spacing-0 text-left text-sm", className)}
        {...props}
      />
    </div>
  );
}

export function TableHeader(props: ComponentProps<"thead">) {
  return <thead data-slot="table-header" {...props} />;
}

export function TableBody(props: ComponentProps<"tbody">) {
  return <tbody data-slot="table-body" {...props} />;
}

/** A row. One that leads somewhere holds a `RowLink` in its first cell. */
export function TableRow(props: ComponentProps<"tr">) {
  return <tr data-slot="table-row" {...props} />;
}

export interface TableHeadProps extends ComponentProps<"th"> {
  /** Figures are set right, so that their digits line up. */
  numeric?: boolean;
}

export function TableHead({ className, numeric, scope = "col", ...props }: TableHeadProps) {
  return (
    <th data-slot="table-head" scope={scope} className={cn(numeric && "text-right", className)} {...props} />
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

export function TableCell({ numeric, label, wide, ...props }: TableCellProps) {
  return (
    <td
      data-slot="table-cell"
      data-label={label}
      data-numeric={numeric ? "" : undefined}
      data-wide={wide ? "" : undefined}
      {...props}
    />
  );
}
