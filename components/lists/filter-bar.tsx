import Link from "next/link";
import type { ReactNode } from "react";
import { FilterForm } from "@/components/lists/filter-form";
import { addressWith } from "@/components/lists/list-address";
import { Button } from "@/components/ui/button";

interface FilterBarProps {
  /** The page the filters belong to. */
  path: string;
  /** Filters of the address by field name. */
  values: Record<string, string | undefined>;
  /** What is filtered: "Filter tickets". */
  label: string;
  /** Filters that are no field and stay when the others are cleared, such as the view. */
  kept?: readonly string[];
  children: ReactNode;
}

/** Filters above a list, with the buttons that apply and clear them. */
export function FilterBar({ path, values, label, kept = [], children }: FilterBarProps) {
  const isFiltered = Object.entries(values).some(
    ([name, value]) => value !== undefined && !kept.includes(name),
  );
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
        {children}
        <Button type="submit" variant="outline" className={isFiltered ? "" : "max-sm:col-span-2"}>
          Apply
        </Button>
        {isFiltered && (
          <Button variant="ghost" asChild>
            <Link href={addressWith(path, keptValues)}>Clear filters</Link>
          </Button>
        )}
      </FilterForm>
    </search>
  );
}
