import { expect, test } from "vitest";
import { instantsOf } from "./reader-zone";

test("the days of a filter are those of the reader", () => {
  expect(instantsOf({ from: "2026-03-28", to: "2026-03-29" }, "Europe/Berlin")).toEqual({
    from: "2026-03-27T23:00:00.000Z",
    to: "2026-03-29T21:59:59.999Z",
  });
});

test("what is no day is left for the list to refuse", () => {
  for (const text of ["2026-02-30", "yesterday", "2026-03-01T10:00Z", "0000-01-01", undefined]) {
    expect(instantsOf({ from: text, to: text }, "Asia/Tokyo")).toEqual({ from: text, to: text });
  }
});
