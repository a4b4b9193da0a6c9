/** Ends a person can choose for a key. */
export const KEY_ENDS = [
  { value: "", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "date", label: "On a day…" },
] as const;

/**
 * The end of a key as the form tells it: a number of days from now, or the end of a chosen UTC day.
 * @returns ISO 8601 UTC, or null for no end
 */
export function keyEnd(choice: string, day: string, now: Date): string | null {
  if (choice === "date") return day === "" ? null : `${day}T23:59:59Z`;
  const days = Number(choice);
  return days > 0 ? new Date(now.getTime() + days * 86_400_000).toISOString() : null;
}
