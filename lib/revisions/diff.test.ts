import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffText, withDiff } from "./diff";
import type { DiffLine } from "./schema";

const shown = (lines: DiffLine[]) =>
  lines.map(({ kind, parts }) => {
    const text = parts.map((part) => (part.is_changed ? `[${part.text}]` : part.text)).join("");
    return `${{ same: " ", removed: "-", added: "+", skipped: "…" }[kind]}${text}`;
  });

describe("difference of texts", () => {
  test("marks the words of a line that was rewritten", () => {
    expect(shown(diffText("Be kind.\nAnswer in one line.", "Be kind.\nAnswer in two lines."))).toEqual([
      " Be kind.",
      "-Answer in [one] [line].",
      "+Answer in [two] [lines].",
    ]);
  });

  test("shows lines that have nothing in common whole", () => {
    expect(shown(diffText("Be kind.", "Never promise a date"))).toEqual([
      "-[Be kind.]",
      "+[Never promise a date]",
    ]);
    expect(shown(diffText("", "One\nTwo"))).toEqual(["+[One]", "+[Two]"]);
    expect(shown(diffText("One", ""))).toEqual(["-[One]"]);
  });

  test("leaves out what is far from every change", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `Line ${index}`);
    expect(shown(diffText(lines.join("\n"), lines.with(10, "New").join("\n")))).toEqual([
      "…8 lines",
      " Line 8",
      " Line 9",
      "-[Line 10]",
      "+[New]",
      " Line 11",
      " Line 12",
      "…7 lines",
    ]);
  });

  test("of two texts of the longest kind takes no time", () => {
    const started = performance.now();
    diffText("a\n".repeat(7_500), "b\n".repeat(7_500));
    diffText("a ".repeat(7_500), "b ".repeat(7_500));
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("holds both texts", () => {
    const text = fc.array(fc.constantFrom("a", "b b", "c d e", ""), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        // What is folded away can't be put together again, so texts are short enough to stay whole.
        const lines = diffText(before.join("\n"), after.join("\n"));
        if (lines.some(({ kind }) => kind === "skipped")) return;
        const side = (of: "removed" | "added") =>
          lines
            .filter(({ kind }) => kind === "same" || kind === of)
            .map(({ parts }) => parts.map((part) => part.text).join(""))
            .join("\n");
        expect(side("removed")).toBe(before.join("\n"));
        expect(side("added")).toBe(after.join("\n"));
      }),
    );
  });
});

test("only long values get a difference", () => {
  const [short, long] = withDiff([
    { field: "name", before: "A", after: "B" },
    { field: "instructions", before: null, after: "A\nB" },
  ]);
  expect(short?.diff).toBeNull();
  expect(long?.diff).toHaveLength(2);
});
