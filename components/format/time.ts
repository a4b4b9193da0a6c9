import { dayIn, UTC } from "@/lib/core/time-zone";

type Shape = keyof typeof SHAPES;

const SHAPES = {
  day: { day: "numeric", month: "short" },
  dayAndYear: { day: "numeric", month: "short", year: "numeric" },
  dayAndTime: {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  },
  clock: { hour: "2-digit", minute: "2-digit" },
  offset: { timeZoneName: "shortOffset" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making a format takes as long as using it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(shape: Shape, zone: string): Intl.DateTimeFormat {
  const key = `${shape} ${zone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", { ...SHAPES[shape], timeZone: zone });
  formats.set(key, format);
  return format;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "21 Nov 2026", the day in the zone. */
export function formatDate(at: string, zone: string = UTC): string {
  return formatOf("dayAndYear", zone).format(Date.parse(at));
}

/** "21 Nov 2026, 09:05 UTC", elsewhere "21 Nov 2026, 10:05 UTC+1". */
export function formatMoment(at: string, zone: string = UTC): string {
  return `${formatOf("dayAndTime", zone).format(Date.parse(at))} ${formatOffset(at, zone)}`;
}

/** How far the clocks of a zone are from UTC at a moment: "UTC+1". */
function formatOffset(at: string, zone: string): string {
  const parts = formatOf("offset", zone).formatToParts(Date.parse(at));
  return (parts.find(({ type }) => type === "timeZoneName")?.value ?? UTC).replace(/^GMT(\+0$)?/, "UTC");
}

/** "09:05". */
export function formatClock(at: string, zone: string = UTC): string {
  return formatOf("clock", zone).format(Date.parse(at));
}

/** How far a moment is from `now`, as short as it stays clear: "just now", "5 min ago", "in 3 d", then the day. */
export function formatDistance(at: string, now: Date, zone: string = UTC): string {
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
    const isThisYear = dayIn(zone, time).slice(0, 4) === dayIn(zone, now.getTime()).slice(0, 4);
    return formatOf(isThisYear ? "day" : "dayAndYear", zone).format(time);
  }
  return distance >= 0 ? `${amount} ago` : `in ${amount}`;
}
