import Link from "next/link";
import type { ReactNode } from "react";
import { FilterForm } from "@/components/lists/filter-form";
import { addressWith } from "@/components/lists/list-address";
import { MoreFilters } from "@/components/lists/more-filters";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/search-input";
import { cn } from "@/lib/core/cn";

interface FilterBarProps {
  /** The page the filters belong to. */
  path: string;
  /** Filters of the address by field name. */
  values: Record<string, string | undefined>;
  /** What is filtered: "Filter tickets". */
  label: string;
  /** Filters that are no field and stay when the others are cleared, such as the view. */
  kept?: readonly string[];
  /** The search box, always in sight. */
  search?: { name: string; label: string; className?: string };
  /** All other fields. */
  children?: ReactNode;
}

/** Filters above a list, with the buttons that apply and clear them. */
export function FilterBar({ path, values, label, kept = [], search, children }: FilterBarProps) {
  const used = Object.keys(values).filter((name) => values[name] !== undefined && !kept.includes(name));
  const isFiltered = used.length > 0;
  const keptValues = Object.fromEntries(kept.map((name) => [name, values[name]]));
  return (
    <search className="mb-4 block">
      <FilterForm
        path={path}
        values={values}
        aria-label={label}
        className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center"
      >
        {kept.map((name) => (
          <input key={name} type="hidden" name={name} defaultValue={values[name] ?? ""} />
        ))}
        {search && (
          <SearchInput
            name={search.name}
            label={search.label}
            defaultValue={values[search.name]}
            maxLength={200}
            className={cn("max-sm:col-span-2 sm:max-w-72", search.className)}
          />
        )}
        {search && children ? (
          <MoreFilters count={used.filter((name) => name !== search.name).length}>{children}</MoreFilters>
        ) : (
          children
        )}
        {/* Beside the button of the others while these are out of sight. */}
        <Button
          type="submit"
          variant="outline"
          className={isFiltered ? "" : "max-sm:col-span-2 max-sm:peer-aria-[expanded=false]:col-span-1"}
        >
          Apply
        </Button>
        {isFiltered && (
          <Button variant="ghost" asChild className="max-sm:peer-aria-[expanded=false]:col-span-2">
            <Link href={addressWith(path, keptValues)}>Clear filters</Link>
          </Button>
        )}
      </FilterForm>
    </search>
  );
}
