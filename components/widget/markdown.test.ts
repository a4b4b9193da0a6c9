import { describe, expect, test } from "vitest";
import { type Inline, parseInline, parseMarkdown, safeAddress } from "./markdown";

const text = (value: string): Inline => ({ kind: "text", text: value });

/** Everything a reader sees, without marks. */
function words(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => (node.kind === "break" ? "\n" : "children" in node ? words(node.children) : node.text))
    .join("");
}

function links(nodes: readonly Inline[]): string[] {
  return nodes.flatMap((node) =>
    "children" in node ? [...(node.kind === "link" ? [node.href] : []), ...links(node.children)] : [],
  );
}

describe("marks within a line", () => {
  test("bold, italics and code", () => {
    expect(parseInline("a **b** *c* __d__ _e_ `f*g*`")).toEqual([
      text("a "),
      { kind: "strong", children: [text("b")] },
      text(" "),
      { kind: "emphasis", children: [text("c")] },
      text(" "),
      { kind: "strong", children: [text("d")] },
      text(" "),
      { kind: "emphasis", children: [text("e")] },
      text(" "),
      { kind: "code", text: "f*g*" },
    ]);
  });

  test("one in the other", () => {
    expect(parseInline("**bold *and* [link](https://a.example/)**")).toEqual([
      {
        kind: "strong",
        children: [
          text("bold "),
          { kind: "emphasis", children: [text("and")] },
          text(" "),
          { kind: "link", href: "https://a.example/", children: [text("link")] },
        ],
      },
    ]);
  });

  test.each(["2 * 3 * 4", "snake_case_name", "a ** b", "**open", "`open", "[label](nowhere", "5 < 6", "#1"])(
    "%s is no mark",
    (line) => expect(parseInline(line)).toEqual([text(line)]),
  );

  test("a backslash takes a mark's meaning", () => {
    expect(parseInline("\\*not bold\\*")).toEqual([text("*not bold*")]);
  });

  test("a line's end stays one", () => {
    expect(parseInline("a\nb")).toEqual([text("a"), { kind: "break" }, text("b")]);
  });
});

describe("links", () => {
  test.each([
    ["[Shop](https://shop.example/a?b=c)", "https://shop.example/a?b=c", "Shop"],
    ["[Shop](http://shop.example 'A title')", "http://shop.example/", "Shop"],
    ["[Write](mailto:ann@example.com)", "mailto:ann@example.com", "Write"],
    ["<https://shop.example/>", "https://shop.example/", "https://shop.example/"],
    ["<mailto:ann@example.com>", "mailto:ann@example.com", "ann@example.com"],
    ["see https://shop.example/a.", "https://shop.example/a", "see https://shop.example/a."],
    ["(https://shop.example/a)", "https://shop.example/a", "(https://shop.example/a)"],
  ])("%s", (source, href, shown) => {
    const parsed = parseInline(source);
    expect(links(parsed)).toEqual([href]);
    expect(words(parsed)).toBe(shown);
  });

  test.each([
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](\u0001javascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:x)",
    "[a](file:///etc/passwd)",
    "[a](//evil.example)",
    "[a](/relative)",
    "[a](https:)",
    "<javascript:alert(1)>",
    "javascript:alert(1)",
    "https://",
  ])("%s is text", (source) => {
    const parsed = parseMarkdown(source).flatMap((block) => ("children" in block ? block.children : []));
    expect(links(parsed)).toEqual([]);
    expect(words(parsed)).toBe(source);
  });

  test("hold no other link", () => {
    expect(links(parseInline("[see https://b.example/ now](https://a.example/)"))).toEqual([
      "https://a.example/",
    ]);
  });

  test("a picture is text, so that nothing is fetched", () => {
    const parsed = parseInline("![pixel](https://evil.example/p.png)");
    expect(words(parsed)).toBe("![pixel](https://evil.example/p.png)");
  });

  test("only whole addresses are safe", () => {
    expect(safeAddress(" https://a.example ")).toBe("https://a.example/");
    expect(safeAddress("https://a.example/a b")).toBeNull();
    expect(safeAddress("")).toBeNull();
  });
});

describe("blocks", () => {
  test("paragraphs, a heading, lists and code", () => {
    const source = [
      "# Title",
      "One",
      "two",
      "",
      "- a",
      "- b",
      "  more",
      "  - c",
      "",
      "3. x",
      "4. y",
      "",
      "```js",
      "a < b",
      "",
      "c",
      "```",
      "end",
    ];
    const blocks = parseMarkdown(source.join("\r\n"));
    expect(blocks.map(({ kind }) => kind)).toEqual([
      "heading",
      "paragraph",
      "list",
      "list",
      "code",
      "paragraph",
    ]);
    expect(blocks[2]).toMatchObject({
      isOrdered: false,
      items: [
        { depth: 0, children: [text("a")] },
        { depth: 0, children: [text("b"), { kind: "break" }, text("more")] },
        { depth: 1, children: [text("c")] },
      ],
    });
    expect(blocks[3]).toMatchObject({ isOrdered: true, start: 3 });
    expect(blocks[4]).toEqual({ kind: "code", text: "a < b\n\nc" });
  });

  test("a quotation is one, also without a line before or behind it", () => {
    const blocks = parseMarkdown("It says:\n> Within **30** days.\n>We pay.\nAsk us.\n\n> ");
    expect(blocks.map(({ kind }) => kind)).toEqual(["paragraph", "quote", "paragraph", "quote"]);
    expect(blocks[1]?.kind === "quote" && words(blocks[1].children)).toBe("Within 30 days.\nWe pay.");
    expect(parseMarkdown("5\n&gt; 6 > 4")).toHaveLength(1);
  });

  test("HTML and tables are text", () => {
    const source = "<b onclick=x>hi</b>\n| a | b |\n&gt; quoted";
    const [block] = parseMarkdown(source);
    expect(parseMarkdown(source)).toHaveLength(1);
    expect(block?.kind === "paragraph" && words(block.children)).toBe(source);
  });

  test("code that is not closed yet, as in the middle of a stream", () => {
    expect(parseMarkdown("```\na")).toEqual([{ kind: "code", text: "a" }]);
  });

  test("nothing gives nothing", () => {
    expect(parseMarkdown(" \n\n")).toEqual([]);
  });
});

test("hostile texts take no long time", () => {
  const started = performance.now();
  for (const piece of [
    "[",
    "*a ",
    "**a",
    "`",
    "_a",
    "[a](",
    "<https://",
    "![",
    "\n- ",
    "\n> ",
    "](",
    "*",
    "h",
    "https://",
  ]) {
    parseMarkdown(piece.repeat(20_000));
  }
  expect(performance.now() - started).toBeLessThan(5_000);
});
