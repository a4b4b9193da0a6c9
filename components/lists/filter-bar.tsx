import Link from "next/link";
import type { ReactNode } from "react";
import { FilterForm } from "@/components/lists/filter-form";
import { Button } from "@/components/ui/button";

interface FilterBarProps {
  /** The page the filters belong to. */
  path: string;
  /** Filters of the address by field name. */
  values: Record<string, string | undefined>;
  /** What is filtered: "Filter tickets". */
  label: string;
  children: ReactNode;
}

/** Filters above a list, with the buttons that apply and clear them. */
export function FilterBar({ path, values, label, children }: FilterBarProps) {
  const isFiltered = Object.values(values).some((value) => value !== undefined);
  return (
    <search className="mb-4 block">
      <FilterForm
        path={path}
        values={values}
        aria-label={label}
        className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center"
      >
        {children}
        <Button type="submit" variant="outline" className={isFiltered ? "" : "max-sm:col-span-2"}>
          Apply
        </Button>
        {isFiltered && (
          <Button variant="ghost" asChild>
            <Link href={path}>Clear filters</Link>
          </Button>
        )}
      </FilterForm>
    </search>
  );
}
