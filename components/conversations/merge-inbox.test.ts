import { describe, expect, test } from "vitest";
import { appendInbox, mergeInbox } from "./merge-inbox";

/** Rows such as `b5`: the name, and when something was last written. */
const rows = (text: string) =>
  text
    .split(" ")
    .filter(Boolean)
    .map((row) => ({ id: row.slice(0, 1), last_message_at: `2026-01-0${row.slice(1)}` }));
const page = (text: string, next_cursor: string | null = "next") => ({ items: rows(text), next_cursor });

function merged(shown: string, head: string, { keep, cursor = "old" as string | null } = {} as never) {
  const result = mergeInbox(page(shown, cursor), page(head), keep);
  return [
    result.items.map(({ id, last_message_at }) => id + last_message_at.at(-1)).join(" "),
    result.next_cursor,
  ];
}

describe("mergeInbox", () => {
  test("puts what moved up on top and keeps the rows below", () => {
    expect(merged("a6 b5 c4 d3 e2", "d9 a6 b5")).toEqual(["d9 a6 b5 c4 e2", "old"]);
    expect(merged("a6 b5 c4", "f8 a6 b5")).toEqual(["f8 a6 b5 c4", "old"]);
  });

  test("drops what left the view, but for the row somebody works on", () => {
    expect(merged("a6 b5 c4 d3", "a6 c4")).toEqual(["a6 c4 d3", "old"]);
    expect(merged("a6 b5 c4 d3", "a6 c4", { keep: "b" } as never)).toEqual(["a6 b5 c4 d3", "old"]);
  });

  test("starts over when there may be a gap", () => {
    expect(merged("b5 c4", "x9 y8 z7")).toEqual(["x9 y8 z7", "next"]);
  });

  test("takes a page that is everything as it is", () => {
    const result = mergeInbox(page("a6 b5 c4"), page("a6", null), "c");
    expect(result).toEqual({ items: rows("a6 c4"), next_cursor: null });
    expect(mergeInbox(page("a6"), page("", null), undefined)).toEqual({ items: [], next_cursor: null });
  });
});

describe("appendInbox", () => {
  test("adds the rows below, each of them once, and leads on from there", () => {
    const shown = page("c9 a6 b5", "old");
    expect(appendInbox(shown, "old", page("c4 d3", "older"))).toEqual(page("c9 a6 b5 d3", "older"));
    expect(appendInbox(shown, "old", page("", null))).toEqual(page("c9 a6 b5", null));
  });

  test("leaves a list alone that has begun anew", () => {
    const shown = page("x9 y8", "other");
    expect(appendInbox(shown, "old", page("d3"))).toEqual(shown);
  });
});
