import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { twMerge } from "tailwind-merge";
import { expect, test } from "vitest";
import { cn } from "./cn";

const ROOT = resolve(import.meta.dirname, "../..");

/** Every word in a string literal of our components that tailwind-merge knows as a utility, without variants. */
function utilities(): string[] {
  const found = new Set<string>();
  for (const folder of ["app", "components"]) {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      for (const [, literal = ""] of text.matchAll(/"([^"\n]+)"/g)) {
        for (const word of literal.split(/\s+/)) {
          const utility = word.replace(/^.*:(?![^[(]*[\])])/, "");
          // Known: a copy of itself is dropped.
          if (/^[a-z-]/.test(utility) && twMerge(`${utility} ${utility}`) === utility) found.add(utility);
        }
      }
    }
  }
  return [...found].sort();
}

test("merges like tailwind-merge, whichever class of ours meets which kind of class", () => {
  const all = utilities();
  expect(all.length).toBeGreaterThan(400);
  // One of each name: values of one name behave alike.
  const kinds = [...new Map(all.map((utility) => [utility.replace(/-[^-]*$/, ""), utility])).values()];
  const wrong: string[] = [];
  for (const first of all) {
    for (const second of kinds) {
      const both = `${first} ${second}`;
      if (cn(both) !== twMerge(both)) wrong.push(`${both}: ${cn(both)} instead of ${twMerge(both)}`);
    }
  }
  expect(wrong.slice(0, 20), `${wrong.length} pairs`).toEqual([]);
});

test.each([
  ["p-2 sm:p-4", "p-3", "sm:p-4 p-3"],
  ["hover:bg-card", "hover:bg-accent", "hover:bg-accent"],
  ["md:hover:bg-card", "hover:md:bg-accent", "hover:md:bg-accent"],
  ["p-2!", "p-3", "p-2! p-3"],
  ["data-[state=open]:p-2", "data-[state=open]:p-1", "data-[state=open]:p-1"],
  [
    "[&_svg:not([class*='size-'])]:size-4",
    "[&_svg:not([class*='size-'])]:size-5",
    "[&_svg:not([class*='size-'])]:size-5",
  ],
  ["mine p-1", "mine", "mine p-1 mine"],
])("%s and %s", (first, second, both) => {
  expect(cn(first, second)).toBe(both);
});

test("leaves out what is false", () => {
  expect(cn("a", false, undefined, ["b", { c: true, d: false }])).toBe("a b c");
});
