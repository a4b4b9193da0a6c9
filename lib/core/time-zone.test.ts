import { describe, expect, test } from "vitest";
import { dayIn, instantsOf, isTimeZone, startOfDay } from "./time-zone";

test.each([
  ["UTC", true],
  ["Europe/Berlin", true],
  ["America/Argentina/Buenos_Aires", true],
  ["Etc/GMT+5", true],
  ["+02:00", false],
  ["Europe/Atlantis", false],
  ["Europe/Berlin'; --", false],
  ["", false],
  ["A".repeat(65), false],
])("%s is a time zone: %s", (text, known) => {
  expect(isTimeZone(text)).toBe(known);
});

describe("a day", () => {
  test.each([
    ["UTC", "2026-03-29", "2026-03-29T00:00:00.000Z"],
    ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00.000Z"],
    ["Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00.000Z"],
    ["Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00.000Z"],
    ["Asia/Kolkata", "2026-01-01", "2025-12-31T18:30:00.000Z"],
    ["Pacific/Auckland", "2026-01-01", "2025-12-31T11:00:00.000Z"],
    // The clocks of Beirut went from 00:00 to 01:00 on this day, those of Havana from 01:00 back to 00:00.
    ["Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00.000Z"],
    ["America/Havana", "2025-11-02", "2025-11-02T04:00:00.000Z"],
  ])("of %s, %s, begins at %s", (zone, day, start) => {
    expect(startOfDay(zone, day).toJSON()).toBe(start);
    expect(dayIn(zone, Date.parse(start))).toBe(day);
    expect(dayIn(zone, Date.parse(start) - 1) < day).toBe(true);
  });
});

describe("the days of a filter", () => {
  test.each([
    // A day of 23 hours and one of 25, where the clocks change.
    ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T21:59:59.999Z"],
    ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T22:59:59.999Z"],
    ["America/St_Johns", "2026-03-08", "2026-03-08T03:30:00.000Z", "2026-03-09T02:29:59.999Z"],
    ["America/St_Johns", "2026-11-01", "2026-11-01T02:30:00.000Z", "2026-11-02T03:29:59.999Z"],
    ["Asia/Kathmandu", "2026-03-29", "2026-03-28T18:15:00.000Z", "2026-03-29T18:14:59.999Z"],
    // Begins at one o'clock, since there is no midnight.
    ["Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00.000Z", "2024-03-31T20:59:59.999Z"],
    // Ends half an hour later than it began: Lord Howe Island puts its clocks back by that much.
    ["Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00.000Z", "2026-04-05T13:29:59.999Z"],
    ["UTC", "2026-03-29", "2026-03-29T00:00:00.000Z", "2026-03-29T23:59:59.999Z"],
  ])("in %s, %s", (zone, day, from, to) => {
    expect(instantsOf({ from: day, to: day }, zone)).toEqual({ from, to });
    const [first, last] = [Date.parse(from), Date.parse(to)];
    expect([first - 1, first, last, last + 1].map((at) => dayIn(zone, at) === day)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test.each(["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Africa/Casablanca", "America/Santiago"])(
    "in %s, follow each other without a gap for a year",
    (zone) => {
      let end: string | undefined;
      for (let at = Date.parse("2026-01-01"); at < Date.parse("2027-01-01"); at += 86_400_000) {
        const day = new Date(at).toJSON().slice(0, 10);
        const { from, to } = instantsOf({ from: day, to: day }, zone);
        if (end !== undefined) expect(Date.parse(from ?? "")).toBe(Date.parse(end) + 1);
        end = to;
      }
    },
  );

  test("take a day that a zone left out for nothing", () => {
    // Samoa went from the 29th to the 31st of December 2011.
    expect(instantsOf({ from: "2011-12-30", to: "2011-12-29" }, "Pacific/Apia")).toEqual({
      from: "2011-12-30T10:00:00.000Z",
      to: "2011-12-30T09:59:59.999Z",
    });
  });

  test("one bound is enough, and what is no day is left for the list to refuse", () => {
    expect(instantsOf({ to: "2026-03-29" }, "Europe/Berlin")).toEqual({
      from: undefined,
      to: "2026-03-29T21:59:59.999Z",
    });
    for (const text of ["2026-02-30", "yesterday", "2026-03-01T10:00Z", "0000-01-01", undefined]) {
      expect(instantsOf({ from: text, to: text }, "Asia/Tokyo")).toEqual({ from: text, to: text });
    }
  });
});
