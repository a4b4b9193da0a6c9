import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "@/scripts/runtime.mjs";
import { chunkText, MAX_PASSAGE_LENGTH, OVERLAP_LENGTH } from "./chunk-text";

const contents = (text: string) => chunkText("Guide", text).map(({ content }) => content);
const sentence = (number: number) => `Sentence number ${number} tells something about parcels.`;
const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

describe("chunkText", () => {
  test("keeps a short text whole, under the source's title", () => {
    expect(chunkText("Returns", "Within thirty days.\n\nUnused only.")).toEqual([
      { title: "Returns", content: "Within thirty days.\n\nUnused only.", locator: "" },
    ]);
  });

  test("never joins what stands under different headings, and names them", () => {
    const text = "Intro.\n# Shipping\nBy post.\n## Abroad\nTwo weeks.\n# Returns #\nThirty days.";
    expect(chunkText("Guide", text)).toEqual([
      { title: "Guide", content: "Intro.", locator: "" },
      { title: "Guide › Shipping", content: "By post.", locator: "Shipping" },
      { title: "Guide › Shipping › Abroad", content: "Two weeks.", locator: "Shipping › Abroad" },
      { title: "Guide › Returns", content: "Thirty days.", locator: "Returns" },
    ]);
  });

  test("keeps pages apart and counts them, blank ones too", () => {
    expect(chunkText("Manual", "Open the lid.\n\nClose it.\f \n\f# Not a heading\f")).toEqual([
      { title: "Manual", content: "Open the lid.\n\nClose it.", locator: "page 1" },
      { title: "Manual", content: "# Not a heading", locator: "page 3" },
    ]);
  });

  test("takes # for a heading only where Markdown does", () => {
    expect(contents("```sh\n# not a heading\n\nls\n```\n\n#hashtag")).toEqual([
      "```sh\n# not a heading\n\nls\n```\n\n#hashtag",
    ]);
  });

  test("keeps a heading with nothing below it", () => {
    expect(chunkText("Guide", "# Only\n## Headings\n# Last\n")).toEqual([
      { title: "Guide › Only", content: "Headings", locator: "Only" },
      { title: "Guide", content: "Last", locator: "" },
    ]);
  });

  test("cuts long sections between sentences, each passage repeating the end of the one before", () => {
    const text = Array.from({ length: 60 }, (_, index) => sentence(index)).join(" ");
    const passages = contents(text);
    expect(passages.length).toBeGreaterThan(2);
    for (const passage of passages) expect(passage.length).toBeLessThanOrEqual(MAX_PASSAGE_LENGTH);
    for (const [index, passage] of passages.slice(1).entries()) {
      const [, repeated = ""] = /^… (.*)\n\n/.exec(passage) ?? [];
      expect(passages[index]?.endsWith(repeated)).toBe(true);
      expect(repeated).toMatch(/^Sentence/);
      expect(repeated.length).toBeLessThanOrEqual(OVERLAP_LENGTH);
    }
    for (let index = 0; index < 60; index += 1) expect(passages.join("\n")).toContain(sentence(index));
  });

  test("keeps paragraphs whole where they fit", () => {
    const paragraph = (letter: string) => `${letter.repeat(400)}.`;
    const text = ["a", "b", "c", "d"].map(paragraph).join("\n\n");
    const passages = contents(text);
    expect(passages[0]).toBe(`${paragraph("a")}\n\n${paragraph("b")}`);
    for (const letter of ["a", "b", "c", "d"]) {
      expect(passages.filter((passage) => passage.includes(paragraph(letter)))).toHaveLength(1);
    }
  });

  test("takes text without any boundary, and never breaks a character", () => {
    for (const text of ["x".repeat(5_000), "😀".repeat(2_000), "日本語".repeat(900)]) {
      const passages = contents(text);
      for (const passage of passages) {
        expect(passage.length).toBeLessThanOrEqual(MAX_PASSAGE_LENGTH);
        expect(passage.isWellFormed()).toBe(true);
      }
      expect(passages.join("")).toContain(text.slice(0, 100));
      expect(passages.join("").replace(/[^x😀日本語]/gu, "").length).toBeGreaterThanOrEqual(text.length);
    }
  });

  test("gives nothing for nothing", () => {
    for (const text of ["", " \n\n\t\n"]) expect(contents(text), text).toEqual([]);
  });

  test("loses no word of a real document", () => {
    const text = readFileSync(path.join(ROOT, "README.md"), "utf8");
    const passages = chunkText("Readme", text);
    expect(passages.length).toBeGreaterThan(10);
    const kept = new Set(passages.flatMap(({ title, content }) => words(`${title} ${content}`)));
    expect(words(text).filter((word) => !kept.has(word))).toEqual([]);
    for (const { content } of passages) expect(content.length).toBeLessThanOrEqual(MAX_PASSAGE_LENGTH);
  });

  test("stays quick on hostile text", () => {
    const started = performance.now();
    for (const text of [
      "#".repeat(200_000),
      `# ${" #".repeat(100_000)}`,
      "```\n".repeat(50_000),
      ". ".repeat(100_000),
    ]) {
      chunkText("x", text);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
