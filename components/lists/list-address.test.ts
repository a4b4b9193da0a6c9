import { describe, expect, test } from "vitest";
import { addressWith, type PageQuery, pageAddresses, queryText } from "./list-address";

const PATH = "/p/prj_1/conversations";

function queryOf(address: string): PageQuery {
  return Object.fromEntries(new URL(address, "http://x").searchParams);
}

describe("pageAddresses", () => {
  test("leads forward by the cursor and back the same way", () => {
    const filters = { q: "where is my order?", platform: undefined };
    const first = pageAddresses(PATH, filters, {}, "c2");
    expect(first.previousHref).toBeUndefined();
    expect(first.nextHref).toBe(`${PATH}?q=where+is+my+order%3F&cursor=c2`);

    const second = pageAddresses(PATH, filters, queryOf(first.nextHref ?? ""), "c3");
    const third = pageAddresses(PATH, filters, queryOf(second.nextHref ?? ""), null);
    expect(third.nextHref).toBeUndefined();
    expect(queryOf(third.previousHref ?? "")).toEqual({ q: filters.q, cursor: "c2" });
    const backAtSecond = pageAddresses(PATH, filters, queryOf(third.previousHref ?? ""), "c3");
    expect(queryOf(backAtSecond.previousHref ?? "")).toEqual({ q: filters.q });
  });

  test("stays short however far one pages", () => {
    let query: PageQuery = {};
    for (let page = 2; page < 200; page++) {
      query = queryOf(pageAddresses(PATH, {}, query, `cursor-${page}`).nextHref ?? "");
    }
    expect(String(query.trail).split("~")).toHaveLength(30);
    for (let page = 0; page < 31; page++)
      query = queryOf(pageAddresses(PATH, {}, query, null).previousHref ?? "");
    expect(query).toEqual({});
  });
});

test("queryText takes the first value and no empty one", () => {
  expect(queryText({ q: [" a ", "b"] }, "q")).toBe("a");
  expect(queryText({ q: "  " }, "q")).toBeUndefined();
  expect(addressWith(PATH, { q: undefined })).toBe(PATH);
});
