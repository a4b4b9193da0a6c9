import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { csvLine } from "./csv";

test("a line comes back as it was from a parser", () => {
  const cells = ["plain", 'a "quote"', "a, comma", "two\r\nlines", "", "ünï", " space "];
  expect(parse(csvLine(cells), { relax_column_count: true })).toEqual([cells]);
  expect(csvLine([1, -2.5, true, null, undefined])).toBe("1,-2.5,true,,\r\n");
});

test("a text never becomes a formula", () => {
  for (const text of [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
  ]) {
    expect(parse(csvLine([text]))).toEqual([[`'${text}`]]);
  }
});
