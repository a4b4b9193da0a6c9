import "server-only";
import { DAY_SECONDS } from "@/lib/core/clock";
import { InvalidInputError } from "@/lib/core/errors";
import { dayIn, UTC } from "@/lib/core/time-zone";
import { DEFAULT_RANGE_DAYS, MAX_RANGE_DAYS } from "./schema";

const DAY_MS = DAY_SECONDS * 1000;

/** Whole days from the first to the last, both included, as `YYYY-MM-DD`. */
export interface Period {
  from: string;
  to: string;
  days: number;
}

/** The UTC day of a moment. */
export function dayOf(at: Date | number): string {
  return new Date(at).toJSON().slice(0, 10);
}

/** A day so many days later, or earlier. */
export function daysAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}

/**
 * The days a question is about. A last day that is still to come counts as today, so that "this month" can be asked for
 * by its first and last day.
 * @param zone where the days are; assistants always ask in UTC
 * @throws InvalidInputError days and from together, from after to or still to come, or more than 365 days
 */
export function periodOf(
  input: { days?: number | undefined; from?: string | undefined; to?: string | undefined },
  zone: string = UTC,
): Period {
  const today = dayIn(zone, Date.now());
  if (input.from !== undefined && input.days !== undefined) {
    throw refused("from", "must not stand beside days", "Give either days, or from and to.");
  }
  if (input.from !== undefined && input.to !== undefined && input.from > input.to) {
    throw refused("to", "must not be before from", "Swap from and to.");
  }
  if (input.from !== undefined && input.from > today) {
    throw refused(
      "from",
      `must not be after today, ${today}${zone === UTC ? " (UTC)" : ""}`,
      "Ask for days that have begun.",
    );
  }
  const to = input.to === undefined || input.to > today ? today : input.to;
  const from = input.from ?? daysAfter(to, 1 - (input.days ?? DEFAULT_RANGE_DAYS));
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days > MAX_RANGE_DAYS) {
    throw refused(
      "from",
      `must be at most ${MAX_RANGE_DAYS} days before to, not ${days}`,
      `Ask from ${daysAfter(to, 1 - MAX_RANGE_DAYS)}, or for one year after the other.`,
    );
  }
  return { from, to, days };
}

/** As many days, right before. */
export function periodBefore(period: Period): Period {
  return {
    from: daysAfter(period.from, -period.days),
    to: daysAfter(period.from, -1),
    days: period.days,
  };
}

function refused(path: string, message: string, nextStep: string): InvalidInputError {
  return new InvalidInputError(`The days asked for do not fit: ${path} ${message}.`, {
    problems: [{ path, message }],
    nextStep,
  });
}
