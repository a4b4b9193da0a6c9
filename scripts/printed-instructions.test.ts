// Whatever the dashboard prints for people to copy is run by a test, or is named as something no machine can run.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { everythingPrinted, NOT_RUN } from "@/e2e/clients/printed";
import { ROOT } from "./runtime.mjs";

const tests = readdirSync(path.join(ROOT, "e2e"), { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(spec|interop)\.ts$/.test(file))
  .map((file) => readFileSync(path.join(ROOT, "e2e", file), "utf8"));
const run = new Set(
  tests.flatMap((text) => [...text.matchAll(/\bprinted(?:Server)?\(\s*"([^"]+)"/g)].map((match) => match[1])),
);

test("every printed command and file is run somewhere", () => {
  const places = [...everythingPrinted({ url: "https://caramel.example/mcp", apiKey: "cha_x" }).keys()];
  expect(places.length).toBeGreaterThan(20);
  const neither = places.filter((place) => !run.has(place) && !(place in NOT_RUN));
  expect(neither).toEqual([]);
  const both = places.filter((place) => run.has(place) && place in NOT_RUN);
  expect(both).toEqual([]);
  // Names of places that are gone.
  const known = new Set<string | undefined>(places);
  expect([...run, ...Object.keys(NOT_RUN)].filter((place) => !known.has(place))).toEqual([]);
});
