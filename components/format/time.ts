const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const dayAndYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "21 Nov 2026", the day in UTC. */
export function formatDate(at: string): string {
  return dayAndYear.format(Date.parse(at));
}

/** "21 Nov 2026, 09:05 UTC". */
export function formatMoment(at: string): string {
  return `${dayAndTime.format(Date.parse(at))} UTC`;
}

/** "09:05", in UTC. */
export function formatClock(at: string): string {
  return clock.format(Date.parse(at));
}

/** How far a moment is from `now`, as short as it stays clear: "just now", "5 min ago", "in 3 d", then the day. */
export function formatDistance(at: string, now: Date): string {
  const time = Date.parse(at);
  const distance = now.getTime() - time;
  const span = Math.abs(distance);
  if (span < MINUTE_MS) return distance >= 0 ? "just now" : "in a minute";
  const amount =
    span < HOUR_MS
      ? `${Math.floor(span / MINUTE_MS)} min`
      : span < DAY_MS
        ? `${Math.floor(span / HOUR_MS)} h`
        : span < 7 * DAY_MS
          ? `${Math.floor(span / DAY_MS)} d`
          : null;
  if (amount === null) {
    const isThisYear = new Date(time).getUTCFullYear() === now.getUTCFullYear();
    return (isThisYear ? day : dayAndYear).format(time);
  }
  return distance >= 0 ? `${amount} ago` : `in ${amount}`;
}
