import { describe, expect, test } from "vitest";
import { parseMarkdown } from "@/components/widget/markdown";
import { escapeMarks, plainText } from "./plain-text";

describe("plain text", () => {
  test.each([
    ["## Returns", "Returns"],
    ["**Free** and *quick*, __really__ _so_", "Free and quick, really so"],
    ["Run `npm start`, ~~not~~ now", "Run npm start, not now"],
    ["- one\n  * two\n+ three", "• one\n• two\n• three"],
    ["1. one\n   - of it\n2. two", "1. one\n• of it\n2. two"],
    ["> said\n>> again", "said\n>> again"],
    ["> - said", "• said"],
    ['[Help](https://shop.example/help "Help")', "Help (https://shop.example/help)"],
    ["[https://shop.example](https://shop.example)", "https://shop.example"],
    ["[Help](/help) and [bad](javascript:x)", "Help and bad"],
    ["![a lamp](https://shop.example/lamp.png) here", "a lamp here"],
    ["| Size | Price |\n| --- | ---: |\n| S | $3 |", "Size, Price\nS, $3"],
    ["one\n\n---\n\ntwo", "one\ntwo"],
    ["```js\ncode\n```", "code"],
    ['<p>Within <b class="x">30</b> days<br/></p>', "Within 30 days"],
    ["This &amp; that&nbsp;too, 5 &lt; 6, \\*real\\*", "This & that too, 5 < 6, *real*"],
    ["Gold members: > for nothing", "Gold members: for nothing"],
  ])("%j is %j", (source, text) => {
    expect(plainText(source)).toBe(text);
  });

  test.each([
    "Choose Shipping > Status, then [Pull up Account]",
    "5 * 3 * 2 = 30, and 5 < 6 > 4",
    "snake_case and _id, 2*3*4",
    "either <or> both",
    "1. a point",
    "• a point",
    "It costs $5 - $10 -- sometimes more",
    "https://shop.example/~ann/a_b",
    "",
  ])("%j stays", (text) => {
    expect(plainText(text)).toBe(text);
  });

  test.each(["**", "[", "[[](", "_ ", "<a", "|", "`", "> ", "- ", "\\", "*a"])(
    "%j a thousand times takes no time",
    (piece) => {
      const began = performance.now();
      plainText(piece.repeat(500));
      escapeMarks(piece.repeat(500));
      expect(performance.now() - began).toBeLessThan(1_000);
    },
  );
});

describe("text inside Markdown", () => {
  test.each([
    "**bold** _slanted_ `code` ~~gone~~ ***",
    "# No heading",
    "> no quotation",
    "[no](https://evil.example) ![picture](https://evil.example/p.png)",
    "[a] [b\nc](https://evil.example)",
    "[Pull up] something ](mailto:x@evil.example)",
    "<https://evil.example> <b>x</b> <!-- y -->",
    "mailto: <mailto:x@evil.example>",
    "\\[x](mailto:x@evil.example)",
    "| a | b |",
    "snake_case _id x_ __init__",
  ])("%j is shown as it is", (text) => {
    const blocks = parseMarkdown(`It says ${escapeMarks(text)}`);
    const below = parseMarkdown(escapeMarks(text));
    expect([...blocks, ...below].map(({ kind }) => kind)).toEqual(["paragraph", "paragraph"]);
    for (const [block, shown] of [
      [blocks[0], `It says ${text}`],
      [below[0], text],
    ] as const) {
      const nodes = block && "children" in block ? block.children : [];
      const words = nodes.map((node) =>
        node.kind === "text"
          ? node.text
          : node.kind === "break"
            ? "\n"
            : // An address on its own is one, whatever stands around it.
              node.kind === "link" && node.href.startsWith("https:") && node.children[0]?.kind === "text"
              ? node.children[0].text
              : `(${node.kind})`,
      );
      expect(words.join("")).toBe(shown);
    }
  });

  test("what can't be a mark stays readable as it is written", () => {
    const text = "Shipping > Status: click [Pull up Account], https://shop.example/~ann/item_1, 5 < 6";
    expect(escapeMarks(text)).toBe(text);
  });
});
