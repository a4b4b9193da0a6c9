import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readRecords } from "@/lib/imports/read-records";
import type { ImportKind } from "@/lib/imports/schema";
import { detectKind } from "./detect-kind";

const FOLDER = resolve(import.meta.dirname, "../../public/examples");

test.each<[string, ImportKind, number]>([
  ["conversations.jsonl", "conversations", 2],
  ["conversations.csv", "conversations", 2],
  ["products.csv", "products", 2],
  ["products-google.csv", "products", 2],
  ["products-google.xml", "products", 2],
])("the example %s imports as it is", async (name, kind, count) => {
  const bytes = readFileSync(resolve(FOLDER, name));
  expect(await detectKind(new Blob([bytes]))).toBe(kind);
  async function* source() {
    yield bytes;
  }
  const records = [];
  for await (const record of readRecords(kind, source, { currency: "USD", at: new Date() }))
    records.push(record);
  expect(records.filter((record) => "rejection" in record)).toEqual([]);
  expect(records).toHaveLength(count);
});
