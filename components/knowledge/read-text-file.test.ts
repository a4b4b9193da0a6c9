import { expect, test } from "vitest";
import { readTextFile } from "./read-text-file";

const file = (...parts: BlobPart[]) => new File(parts, "care.md");

test("reads text in UTF-8, with or without a mark", async () => {
  expect(await readTextFile(file("Wäsche 🧺\r\n"), 100)).toEqual({ text: "Wäsche 🧺\r\n" });
  expect(await readTextFile(file(new Uint8Array([0xef, 0xbb, 0xbf]), "a"), 100)).toEqual({ text: "a" });
});

test("says what is wrong with everything else", async () => {
  expect(await readTextFile(file(), 100)).toEqual({ problem: expect.stringContaining("empty") });
  for (const content of ["x".repeat(101), "x".repeat(401)]) {
    expect(await readTextFile(file(content), 100)).toEqual({ problem: expect.stringContaining("Split") });
  }
  for (const bytes of [
    [0xff, 0xfe, 0x41, 0x00],
    [0x50, 0x4b, 0x03, 0x04, 0xe9],
    [0x41, 0x00],
  ]) {
    expect(await readTextFile(file(new Uint8Array(bytes)), 100)).toEqual({
      problem: expect.stringContaining("not plain text"),
    });
  }
});
