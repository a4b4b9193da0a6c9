import { describe, expect, test } from "vitest";
import { dateOrTime, filterText, toInstant } from "./schema";

describe("toInstant", () => {
  test.each([
    ["2026-03-31", "2026-03-31T00:00:00.000Z", "2026-03-31T23:59:59.999Z"],
    ["2028-02-29", "2028-02-29T00:00:00.000Z", "2028-02-29T23:59:59.999Z"],
    ["2026-03-31T09:30", "2026-03-31T09:30:00.000Z", "2026-03-31T09:30:59.999Z"],
    ["2026-03-31T09:30:15Z", "2026-03-31T09:30:15.000Z", "2026-03-31T09:30:15.999Z"],
    ["2026-03-31T09:30:15.5Z", "2026-03-31T09:30:15.500Z", "2026-03-31T09:30:15.599Z"],
    ["2026-03-31T09:30:15.123Z", "2026-03-31T09:30:15.123Z", "2026-03-31T09:30:15.123Z"],
    ["2026-03-31T01:00:00+02:00", "2026-03-30T23:00:00.000Z", "2026-03-30T23:00:00.999Z"],
    ["2026-03-31T23:30-05:00", "2026-04-01T04:30:00.000Z", "2026-04-01T04:30:59.999Z"],
  ])("%s covers %s to %s", (text, first, last) => {
    expect(dateOrTime.safeParse(text).success).toBe(true);
    expect(toInstant(text, "first")?.toJSON()).toBe(first);
    expect(toInstant(text, "last")?.toJSON()).toBe(last);
  });

  test.each([
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-04-31",
    "0000-01-01",
    "9999-12-31",
    "2026-03-31T24:01",
    "2026-03-31T09",
    "2026-03-31T09:60",
    "2026-03-31T9:30",
    "2026-03-31T09:30:15.1234Z",
    "2026-03-31T09:30+99:00",
    "2026-03-31 09:30",
    "31.03.2026",
    "today",
    "",
  ])("%j is no date or time", (text) => {
    expect(dateOrTime.safeParse(text).success).toBe(false);
  });
});

test("filter text is trimmed and has no control characters", () => {
  expect(filterText.parse("  return ")).toBe("return");
  for (const text of ["", "  ", "a\u0000b", "a\u001fb", "x".repeat(201)]) {
    expect(filterText.safeParse(text).success, JSON.stringify(text)).toBe(false);
  }
});
