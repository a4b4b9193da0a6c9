"use client";

import { formatClock, formatDate, formatDistance, formatMoment } from "@/components/format/time";
import { useTimeZone } from "@/components/format/time-zone";

export interface MomentProps {
  /** ISO 8601 UTC. */
  at: string;
  /**
   * `ago`: how long ago; `date`: the day; `clock`: the time of day; `full`: day and time. The full moment is shown on
   * hover in any case.
   */
  as?: "ago" | "date" | "clock" | "full";
  className?: string;
}

/** A moment, for people and machines, in the time zone of whoever reads it. */
export function Moment({ at, as = "ago", className }: MomentProps) {
  const zone = useTimeZone();
  const full = formatMoment(at, zone);
  const text =
    as === "full"
      ? full
      : as === "date"
        ? formatDate(at, zone)
        : as === "clock"
          ? formatClock(at, zone)
          : formatDistance(at, new Date(), zone);
  return (
    // "just now" may have become "1 min ago" between the server and the browser.
    <time dateTime={at} title={full} className={className} suppressHydrationWarning>
      {text}
    </time>
  );
}
