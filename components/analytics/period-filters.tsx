import Link from "next/link";
import { FilterForm } from "@/components/lists/filter-form";
import { addressWith } from "@/components/lists/list-address";
import { Button } from "@/components/ui/button";
import { DateRange } from "@/components/ui/date-range";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { TabLinks } from "@/components/ui/tab-links";

const RANGES = [7, 30, 90, 365] as const;

export interface PeriodFiltersProps {
  /** The page the filters belong to. */
  path: string;
  filters: Record<"days" | "from" | "to" | "chatbot", string | undefined>;
  /** Days shown when none are asked for. */
  defaultDays: number;
  chatbots: readonly { id: string; name: string }[];
}

/** Which days, and of which chatbot: the usual ranges as links, any other by its first and last day. */
export function PeriodFilters({ path, filters, defaultDays, chatbots }: PeriodFiltersProps) {
  const { days, from, to, chatbot } = filters;
  const isOwnRange = from !== undefined || to !== undefined;
  const isFiltered = isOwnRange || chatbot !== undefined;
  return (
    <search className="mb-4 grid gap-3">
      <TabLinks
        label="Range of days"
        items={RANGES.map((range) => ({
          href: addressWith(path, { days: range === defaultDays ? undefined : String(range), chatbot }),
          label: range === 365 ? "1 year" : `${range} days`,
          current: !isOwnRange && (days ?? String(defaultDays)) === String(range),
        }))}
      />
      <FilterForm
        path={path}
        values={filters}
        aria-label="Filter figures"
        className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center"
      >
        {/* A range of one's own takes the place of the chosen days. */}
        {!isOwnRange && days !== undefined && <input type="hidden" name="days" value={days} />}
        {chatbots.length > 1 && (
          <NativeSelect
            name="chatbot"
            aria-label="Chatbot"
            defaultValue={chatbot ?? ""}
            className="max-sm:col-span-2 sm:w-52"
          >
            <option value="">All chatbots</option>
            <Options of={chatbots.map(({ id, name }) => [id, name])} />
          </NativeSelect>
        )}
        <DateRange label="Days" from={from} to={to} className="max-sm:col-span-2" />
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
