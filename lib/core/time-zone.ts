/** What times are told in where nobody chose anything else. */
export const UTC = "UTC";

/** Remembers the time zone of the browser, so that the server renders times in it. Holds nothing about the person. */
export const TIME_ZONE_COOKIE = "caramel_time_zone";

/** Names of the IANA time zone database: no offsets, whose sign means different things to different readers. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Whether a text names a time zone that is known here, such as `Europe/Berlin`. */
export function isTimeZone(text: string): boolean {
  if (text.length > 64 || !NAME.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Every time zone that is known here, UTC first. */
export function timeZones(): string[] {
  return [UTC, ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== UTC && NAME.test(zone))];
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function offsetMs(zone: string, at: number): number {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  clocks.set(zone, clock);
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** The day in a zone at an instant, as `YYYY-MM-DD`. */
export function dayIn(zone: string, at: number): string {
  return new Date(zone === UTC ? at : at + offsetMs(zone, at)).toJSON().slice(0, 10);
}

/**
 * The instant at which a day begins in a zone. Where the clocks go forward at midnight, that is the first moment there is.
 * @param day `YYYY-MM-DD`
 */
export function startOfDay(zone: string, day: string): Date {
  const midnight = Date.parse(day);
  if (zone === UTC) return new Date(midnight);
  // Midnight by the clocks of the day before, or by those of the day after, should they be changed in between.
  const starts = [midnight - DAY_MS, midnight + DAY_MS].map((near) => midnight - offsetMs(zone, near));
  // A day that the zone left out, as Samoa did when it crossed the date line, begins and ends with the next one.
  const [first = starts[0] ?? midnight] = starts
    .filter((at) => dayIn(zone, at) === day)
    .sort((a, b) => a - b);
  return new Date(first);
}

/**
 * The days of a filter as the first and the last instant in a zone, so that every list and its file mean the days that
 * their readers see. What is no day stays as it is, for the list to read or refuse.
 */
export function instantsOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  zone: string,
): { from: string | undefined; to: string | undefined } {
  return {
    from: isDay(from) ? startOfDay(zone, from).toJSON() : from,
    to: isDay(to) ? new Date(startOfDay(zone, dayAfter(to)).getTime() - 1).toJSON() : to,
  };
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && dayAfter(text, 0) === text;
}

function dayAfter(day: string, days = 1): string {
  const at = Date.parse(day) + days * DAY_MS;
  return Number.isNaN(at) ? "" : new Date(at).toJSON().slice(0, 10);
}
