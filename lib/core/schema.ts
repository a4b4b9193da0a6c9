import { z } from "zod";
import { type IdKind, idPattern } from "./id-kinds";
import { isTimeZone } from "./time-zone";

/** Default and largest number of rows on a page. */
export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** Longest text a filter or search takes, in characters. */
const MAX_FILTER_LENGTH = 200;

/**
 * A day or a moment, as models and people write them: `2026-03-31`, `2026-03-31T09:30Z`, `2026-03-31T09:30:00+02:00`.
 * Short, because it stands in advertised schemas; `toInstant` is exact.
 */
const DATE_OR_TIME = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/;

/** A clock time with optional seconds and milliseconds. */
const CLOCK = /^\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/;

/** Years that filters take; PostgreSQL has no year 0. */
const YEARS = /^(19|20|21)/;

/** The id of one row, refused by its shape before any query. */
export function idOf(kind: IdKind) {
  return z.string().regex(idPattern(kind));
}

/** The two fields every list takes. */
export const pageFields = {
  limit: z.int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE).describe("Items per page."),
  cursor: z.string().min(1).max(4000).optional().describe("A next_cursor."),
};

/** What every list answers besides its items. */
export const nextCursor = z
  .string()
  .nullable()
  .describe("Give it as cursor to get the next page; null on the last page.");

/** A moment in an answer. */
export const moment = z.string().refine((text) => text.endsWith("Z") && !Number.isNaN(Date.parse(text)), {
  error: "must be an ISO 8601 time in UTC",
});

/** A text filter. Control characters are no text (and PostgreSQL refuses NUL). */
export const filterText = z
  .string()
  .trim()
  .min(1)
  .max(MAX_FILTER_LENGTH)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), { error: "must not contain control characters" });

/** IANA name of a time zone. */
export const timeZone = z.string().refine(isTimeZone, { error: "Choose a time zone such as Europe/Berlin." });

/** One line that somebody writes, such as a name or a label. */
export function lineOf(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1, { error: "Must not be empty." })
    .max(maxLength, { error: `At most ${maxLength} characters.` })
    .refine((text) => isText(text) && !/[\n\t]/.test(text), {
      error: "Must be one line without control characters.",
    });
}

/** Text of any number of lines. Browsers end lines with CR LF, which would make every line a change. */
export function textOf(maxLength: number) {
  return z
    .string()
    .overwrite((text) => text.replace(/\r\n?/g, "\n"))
    .trim()
    .max(maxLength, { error: `At most ${maxLength.toLocaleString("en")} characters.` })
    .refine(isText, { error: "Must be valid text without control characters." });
}

/** Whether the database and every reader can hold it. */
function isText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return text.isWellFormed() && !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text);
}

/** A day or a moment in a filter; `toInstant` in the same file reads it. */
export const dateOrTime = z
  .string()
  .regex(DATE_OR_TIME, { error: "must be a date such as 2026-03-31 or a time such as 2026-03-31T09:30:00Z" })
  .refine((text) => toInstant(text, "first") !== null, { error: "must be a day and time that exist" });

/**
 * The first or last instant that a `dateOrTime` covers: a date is its whole UTC day, a time without seconds its whole
 * minute, a time without an offset is UTC. Null when there is no such day or time.
 */
export function toInstant(text: string, edge: "first" | "last"): Date | null {
  const [day = "", time] = text.split("T");
  const [, clock = "", offset = "Z"] = time?.match(/^([\d:.]+)(Z|[+-]\d\d:\d\d)?$/) ?? [];
  const whole = time === undefined ? "00:00" : clock;
  const at = Date.parse(`${day}T${whole}${offset}`);
  // Date.parse takes 31 February for 3 March; the day must survive the round trip.
  const isRealDay = YEARS.test(day) && new Date(`${day}T00:00Z`).toJSON()?.startsWith(day);
  if (Number.isNaN(at) || !isRealDay || !CLOCK.test(whole)) return null;
  return new Date(edge === "first" ? at : at + spanMs(time === undefined ? undefined : clock) - 1);
}

/** Milliseconds that a day (undefined) or a clock time of that precision covers. */
function spanMs(clock: string | undefined): number {
  if (clock === undefined) return 86_400_000;
  if (clock.length === 5) return 60_000;
  return clock.includes(".") ? 10 ** (3 - (clock.split(".")[1]?.length ?? 3)) : 1_000;
}
