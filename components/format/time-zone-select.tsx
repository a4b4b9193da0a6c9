import type { ComponentProps } from "react";
import { NativeSelect, Options } from "@/components/ui/native-select";

export interface TimeZoneSelectProps extends Omit<ComponentProps<"select">, "children"> {
  /** Names to choose from. The server's, since browsers know others, and the two would differ. */
  zones: readonly string[];
  /** What the empty choice is called; without it there is none. */
  automatic?: string;
  /** The chosen one; offered even when it is not among `zones`. */
  defaultValue: string;
}

/** Time zones by continent. */
export function TimeZoneSelect({ zones, automatic, defaultValue, ...control }: TimeZoneSelectProps) {
  const all = defaultValue === "" || zones.includes(defaultValue) ? zones : [...zones, defaultValue].sort();
  const groups = Map.groupBy(all, (zone) => (zone.includes("/") ? zone.slice(0, zone.indexOf("/")) : ""));
  return (
    <NativeSelect defaultValue={defaultValue} {...control}>
      {automatic && <option value="">{automatic}</option>}
      {groups.get("")?.map((zone) => (
        <option key={zone}>{zone}</option>
      ))}
      {[...groups].map(
        ([continent, names]) =>
          continent !== "" && (
            <optgroup key={continent} label={continent}>
              <Options
                of={names.map((zone) => [zone, zone.slice(continent.length + 1).replaceAll("_", " ")])}
              />
            </optgroup>
          ),
      )}
    </NativeSelect>
  );
}
