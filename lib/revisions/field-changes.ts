import "server-only";
import type { Json } from "@/lib/core/json";
import type { FieldChange } from "./schema";

/** Values by the published path of their field, such as `appearance.primary_color`. */
export type Fields = Record<string, Json>;

/** The fields of one side of a revision; none for null, which is what was not there. */
export function toFields(side: Json | undefined, path = ""): Fields {
  if (side === null || side === undefined) return {};
  return Object.fromEntries(
    Object.entries(side).flatMap(([key, value]) =>
      isObject(value) ? Object.entries(toFields(value, `${path}${key}.`)) : [[`${path}${key}`, value]],
    ),
  );
}

/** What differs between two states, in the order of the fields. */
export function fieldChanges(before: Json | undefined, after: Json | undefined): FieldChange[] {
  const [old, now] = [toFields(before), toFields(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => !isSame(old[field], now[field]))
    .map((field) => ({ field, before: toWords(old[field]), after: toWords(now[field]) }));
}

/** Whether two values of a field are the same. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

function toWords(value: Json | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
