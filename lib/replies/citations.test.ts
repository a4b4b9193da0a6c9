import { describe, expect, test } from "vitest";
import { readCitations } from "./citations";

/** Reads a text in pieces of one length; answers what was shown, piece by piece, and what was said. */
function read(text: string, length: number, count = 3) {
  const reader = readCitations(count);
  const shown: string[] = [];
  for (let at = 0; at < text.length; at += length) shown.push(reader.take(text.slice(at, at + length)));
  shown.push(reader.end());
  return { text: shown.join(""), cited: [...reader.cited], hasNoAnswer: reader.hasNoAnswer, shown };
}

describe("marks in a model's text", () => {
  test.each([1, 2, 3, 5, 7, 1_000])("come out the same in pieces of %i", (length) => {
    expect(read("It is blue [2], and cheap [1, 3] 【2】.\n\nBye [9].", length)).toMatchObject({
      text: "It is blue, and cheap.\n\nBye.",
      cited: [2, 1, 3],
      hasNoAnswer: false,
    });
    expect(read("[no answer] I do not know.", length)).toMatchObject({
      text: " I do not know.",
      hasNoAnswer: true,
    });
    expect(read("[Source 1] says so [sources 2; 3].", length)).toMatchObject({
      text: " says so.",
      cited: [1, 2, 3],
    });
  });

  test.each([1, 4, 1_000])("are told from what only looks like them, in pieces of %i", (length) => {
    for (const text of [
      "Sizes [S], [M] and [XL]",
      "See [our page](https://shop.example/a_[1.html)",
      "An open [ bracket that never closes, and goes on for far longer than any mark could be, really",
      "[]  [ ] [12345]",
    ]) {
      expect(read(text, length)).toMatchObject({ text, cited: [], hasNoAnswer: false });
    }
  });

  test("hold back no more than a mark could be", () => {
    const { shown } = read(`Hello [${"x".repeat(200)}`, 1);
    expect(shown.slice(0, 80).join("").length).toBeGreaterThan(30);
  });

  test("an endless run of brackets costs no time", () => {
    const began = performance.now();
    read("[".repeat(50_000), 1_000);
    read(" ".repeat(50_000), 1_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
