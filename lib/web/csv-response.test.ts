import { expect, test } from "vitest";
import { csvResponse, inTurn } from "./csv-response";

/** Numbers up to `count`, three on a page. */
function numbers(count: number) {
  return async (cursor: string | undefined) => {
    const start = Number(cursor ?? 0);
    const items = Array.from(
      { length: Math.max(0, Math.min(3, count - start)) },
      (_, index) => start + index,
    );
    return { items, next_cursor: start + 3 < count ? String(start + 3) : null };
  };
}

test("every page is in the file, below one header", async () => {
  for (const count of [0, 1, 3, 7]) {
    const response = await csvResponse("numbers.csv", ["number"], numbers(count), (number) => [number]);
    const expected = ["number", ...Array.from({ length: count }, (_, index) => String(index)), ""].join(
      "\r\n",
    );
    expect(await response.text()).toBe(expected);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="numbers.csv"');
  }
});

test("what is wrong with the first page is thrown before anything is sent", async () => {
  const failing = async () => {
    throw new Error("wrong filter");
  };
  await expect(csvResponse("x.csv", ["a"], failing, () => [])).rejects.toThrow("wrong filter");
});

test("several lists follow each other, empty ones too", async () => {
  const lists: Record<string, number> = { none: 0, some: 4, nothing: 0, more: 3 };
  const fetch = inTurn(["none", "some", "nothing", "more"], (name, cursor) =>
    numbers(lists[name] ?? 0)(cursor).then(({ items, next_cursor }) => ({
      items: items.map((item) => `${name} ${item}`),
      next_cursor,
    })),
  );
  const response = await csvResponse("all.csv", ["what"], fetch, (text) => [text]);
  expect((await response.text()).trimEnd().split("\r\n")).toEqual([
    ...["what", "some 0", "some 1", "some 2", "some 3", "more 0", "more 1", "more 2"],
  ]);
});
