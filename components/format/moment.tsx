import { formatDate, formatDistance, formatMoment } from "@/components/format/time";

export interface MomentProps {
  /** ISO 8601 UTC. */
  at: string;
  /** `ago`: how long ago; `date`: the day; `full`: day and time. The full moment is shown on hover in any case. */
  as?: "ago" | "date" | "full";
  className?: string;
}

/** A moment, for people and machines. Rendered on the server, in UTC like the filters and charts. */
export function Moment({ at, as = "ago", className }: MomentProps) {
  const full = formatMoment(at);
  const text = as === "full" ? full : as === "date" ? formatDate(at) : formatDistance(at, new Date());
  return (
    // "just now" may have become "1 min ago" between the server and the browser.
    <time dateTime={at} title={full} className={className} suppressHydrationWarning>
      {text}
    </time>
  );
}
