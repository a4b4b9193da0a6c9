/** How often a feed may be read, in hours, with what the form says. */
export const FEED_INTERVALS = [
  { hours: 1, label: "Every hour" },
  { hours: 6, label: "Every 6 hours" },
  { hours: 12, label: "Every 12 hours" },
  { hours: 24, label: "Once a day" },
  { hours: 168, label: "Once a week" },
  { hours: 720, label: "Every 30 days" },
] as const;

/** How often a feed is read, in words. */
export function intervalLabel(hours: number): string {
  return FEED_INTERVALS.find((interval) => interval.hours === hours)?.label ?? `Every ${hours} hours`;
}
