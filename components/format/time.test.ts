import { describe, expect, test } from "vitest";
import { formatClock, formatDate, formatDistance, formatMoment } from "./time";

const now = new Date("2026-11-21T12:00:00Z");

describe("formatDistance", () => {
  test.each([
    ["2026-11-21T11:59:30Z", "just now"],
    ["2026-11-21T11:59:00Z", "1 min ago"],
    ["2026-11-21T11:00:01Z", "59 min ago"],
    ["2026-11-21T11:00:00Z", "1 h ago"],
    ["2026-11-20T12:00:01Z", "23 h ago"],
    ["2026-11-20T12:00:00Z", "1 d ago"],
    ["2026-11-14T12:00:01Z", "6 d ago"],
    ["2026-11-14T12:00:00Z", "14 Nov"],
    ["2025-11-14T12:00:00Z", "14 Nov 2025"],
    ["2026-11-21T12:00:10Z", "in a minute"],
    ["2026-11-24T12:00:00Z", "in 3 d"],
  ])("%s is %s", (at, text) => {
    expect(formatDistance(at, now)).toBe(text);
  });
});

test("a zone of one's own moves days, clocks and years", () => {
  expect(formatDate("2026-11-20T23:59:59Z", "Europe/Berlin")).toBe("21 Nov 2026");
  expect(formatMoment("2026-11-20T23:05:00Z", "Europe/Berlin")).toBe("21 Nov 2026, 00:05 UTC+1");
  expect(formatMoment("2026-07-20T23:05:00Z", "Asia/Kolkata")).toBe("21 Jul 2026, 04:35 UTC+5:30");
  expect(formatClock("2026-11-20T23:05:00Z", "America/New_York")).toBe("18:05");
  expect(formatDistance("2026-01-01T03:00:00Z", now, "America/New_York")).toBe("31 Dec 2025");
});

test("days and clocks are UTC where no zone is given, whatever the machine's", () => {
  expect(formatDate("2026-11-20T23:59:59Z")).toBe("20 Nov 2026");
  expect(formatMoment("2026-11-20T23:05:00Z")).toBe("20 Nov 2026, 23:05 UTC");
  expect(formatClock("2026-11-20T23:05:00Z")).toBe("23:05");
});
