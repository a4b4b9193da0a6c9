import { describe, expect, test } from "vitest";
import { dayIn, isTimeZone, startOfDay } from "./time-zone";

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
