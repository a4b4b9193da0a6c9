// The little Markdown that answers are written in, as a tree. Nothing here knows of HTML: what is not in this list stays
// text, whatever it looks like.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "break" }
  | { kind: "strong" | "emphasis"; children: Inline[] }
  | { kind: "link"; href: string; children: Inline[] };

export type Block =
  | { kind: "paragraph" | "heading" | "quote"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; isOrdered: boolean; start: number; items: Item[] };

export interface Item {
  children: Inline[];
  /** 0 for the outermost. */
  depth: number;
}

const MAX_DEPTH = 4;
const LINKED = /^(?:https?:|mailto:)/i;
const LIST_LINE = /^( {0,12})(?:([-*+])|(\d{1,9})[.)])[ \t]+(.*)$/;
const HEADING_LINE = /^#{1,6}[ \t]+(.+?)[ \t]*#*$/;
const QUOTE_LINE = /^ {0,3}>[ \t]?(.*)$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Takes time in proportion to the text's length, whatever stands in it. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ kind: "paragraph", children: parseInline(paragraph.join("\n")) });
    paragraph = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    const fence = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      endParagraph();
      const code: string[] = [];
      for (index += 1; index < lines.length && !isClosing(lines[index] as string, fence); index += 1) {
        code.push(lines[index] as string);
      }
      blocks.push({ kind: "code", text: code.join("\n") });
      continue;
    }
    const heading = HEADING_LINE.exec(line)?.[1];
    if (heading !== undefined) {
      endParagraph();
      blocks.push({ kind: "heading", children: parseInline(heading) });
      continue;
    }
    if (QUOTE_LINE.test(line)) {
      endParagraph();
      const quoted: string[] = [];
      for (let found = QUOTE_LINE.exec(line); found; found = QUOTE_LINE.exec(lines[index] ?? "")) {
        quoted.push(found[1] as string);
        index += 1;
      }
      index -= 1;
      blocks.push({ kind: "quote", children: parseInline(quoted.join("\n").trim()) });
      continue;
    }
    const item = LIST_LINE.exec(line);
    if (item !== null) {
      endParagraph();
      addItem(blocks, item, lines[index - 1]);
      continue;
    }
    const last = blocks.at(-1);
    if (line.trim() === "") endParagraph();
    else if (/^ {2,}/.test(line) && paragraph.length === 0 && last?.kind === "list") {
      // Goes on with the item above it.
      last.items.at(-1)?.children.push({ kind: "break" }, ...parseInline(line.trim()));
    } else paragraph.push(line);
  }
  endParagraph();
  return blocks;
}

function isClosing(line: string, fence: string): boolean {
  const found = FENCE.exec(line)?.[1];
  return found?.startsWith(fence) === true && line.trim() === found;
}

function addItem(blocks: Block[], match: RegExpExecArray, before: string | undefined) {
  const [, indent = "", bullet, number = "1", text = ""] = match;
  const isOrdered = bullet === undefined;
  const last = blocks.at(-1);
  const depth = Math.min(Math.floor(indent.length / 2), 3);
  const item: Item = { children: parseInline(text), depth };
  // Points below a numbered line belong to its list.
  if (last?.kind === "list" && before !== undefined && (last.isOrdered === isOrdered || depth > 0)) {
    last.items.push(item);
  } else blocks.push({ kind: "list", isOrdered, start: Number(number), items: [{ ...item, depth: 0 }] });
}

const PLAIN = /[^\\`*_[\]!<h&\n]+/y;
const BARE_LINK = /https?:\/\/[^\s<>"'`]+/iy;
const ANGLE_LINK = /<((?:https?:\/\/|mailto:)[^\s<>]+)>/iy;
const ESCAPED = /[\\`*_{}[\]()#+\-.!<>~|]/;

/** Marks within a paragraph. */
export function parseInline(text: string, depth = 0): Inline[] {
  const out: Inline[] = [];
  // Where no closing mark was found once there is none further on either; without this the time would grow squared.
  const missing = new Set<string>();
  let at = 0;
  const push = (piece: string) => {
    const last = out.at(-1);
    if (last?.kind === "text") last.text += piece;
    else out.push({ kind: "text", text: piece });
  };
  const take = (node: Inline, end: number) => {
    out.push(node);
    at = end;
  };
  while (at < text.length) {
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(text)?.[0];
    if (plain !== undefined) {
      push(plain);
      at += plain.length;
      continue;
    }
    const char = text[at] as string;
    const next = text[at + 1] ?? "";
    if (char === "\n") {
      take({ kind: "break" }, at + 1);
      continue;
    }
    if (char === "\\" && ESCAPED.test(next)) {
      push(next);
      at += 2;
      continue;
    }
    const found =
      char === "`"
        ? codeAt(text, at, missing)
        : char === "*" || char === "_"
          ? emphasisAt(text, at, depth, missing)
          : char === "["
            ? linkAt(text, at, depth, missing)
            : char === "<"
              ? angleLinkAt(text, at)
              : char === "h"
                ? bareLinkAt(text, at)
                : null;
    if (found) take(found.node, found.end);
    else if (char === "!" && next === "[") {
      // A picture would be fetched from wherever the text says.
      push("![");
      at += 2;
    } else {
      push(char);
      at += 1;
    }
  }
  return out;
}

type Found = { node: Inline; end: number } | null;

/** Position of `mark` from `from`; -1 when there is none. */
function find(text: string, mark: string, from: number, missing: Set<string>): number {
  if (missing.has(mark)) return -1;
  const at = text.indexOf(mark, from);
  if (at === -1) missing.add(mark);
  return at;
}

function codeAt(text: string, at: number, missing: Set<string>): Found {
  const mark = /`+/y;
  mark.lastIndex = at;
  const ticks = mark.exec(text)?.[0] ?? "`";
  const end = find(text, ticks, at + ticks.length, missing);
  if (end === -1) return null;
  const code = text.slice(at + ticks.length, end).replace(/\n/g, " ");
  return { node: { kind: "code", text: code }, end: end + ticks.length };
}

function emphasisAt(text: string, at: number, depth: number, missing: Set<string>): Found {
  const char = text[at] as string;
  const mark = text[at + 1] === char ? char + char : char;
  const inside = at + mark.length;
  if (depth >= MAX_DEPTH || /\s/.test(text[inside] ?? " ")) return null;
  // snake_case is a name, no emphasis.
  if (char === "_" && /\w/.test(text[at - 1] ?? "")) return null;
  const end = find(text, mark, inside + 1, missing);
  if (end === -1 || /\s/.test(text[end - 1] as string)) return null;
  if (mark.length === 1 && text[end + 1] === char) return null;
  if (char === "_" && /\w/.test(text[end + mark.length] ?? "")) return null;
  const kind = mark.length === 2 ? "strong" : "emphasis";
  return {
    node: { kind, children: parseInline(text.slice(inside, end), depth + 1) },
    end: end + mark.length,
  };
}

function linkAt(text: string, at: number, depth: number, missing: Set<string>): Found {
  if (depth >= MAX_DEPTH) return null;
  const middle = find(text, "](", at + 1, missing);
  if (middle === -1 || text.slice(at + 1, middle).includes("[")) return null;
  const end = find(text, ")", middle + 2, missing);
  if (end === -1) return null;
  const href = safeAddress(text.slice(middle + 2, end).replace(/\s+("[^"]*"|'[^']*')$/, ""));
  const label = text.slice(at + 1, middle);
  if (href === null || label.trim() === "") return null;
  return {
    node: { kind: "link", href, children: withoutLinks(parseInline(label, depth + 1)) },
    end: end + 1,
  };
}

function angleLinkAt(text: string, at: number): Found {
  ANGLE_LINK.lastIndex = at;
  const address = ANGLE_LINK.exec(text)?.[1];
  const href = address === undefined ? null : safeAddress(address);
  if (address === undefined || href === null) return null;
  return {
    node: { kind: "link", href, children: [{ kind: "text", text: address.replace(/^mailto:/i, "") }] },
    end: at + address.length + 2,
  };
}

function bareLinkAt(text: string, at: number): Found {
  if (/\w/.test(text[at - 1] ?? "")) return null;
  BARE_LINK.lastIndex = at;
  let address = BARE_LINK.exec(text)?.[0];
  if (address === undefined) return null;
  // The full stop, or the bracket around it, belongs to the sentence.
  address = address.replace(/[.,;:!?*_\]]+$/, "");
  if (address.endsWith(")") && !address.includes("(")) address = address.slice(0, -1);
  const href = safeAddress(address);
  if (href === null) return null;
  return {
    node: { kind: "link", href, children: [{ kind: "text", text: address }] },
    end: at + address.length,
  };
}

/** A link may not hold another. */
function withoutLinks(nodes: Inline[]): Inline[] {
  return nodes.flatMap((node) =>
    node.kind === "link"
      ? withoutLinks(node.children)
      : "children" in node
        ? [{ ...node, children: withoutLinks(node.children) }]
        : [node],
  );
}

/** The address when a link may lead there: a whole http, https or mailto address; null otherwise. */
export function safeAddress(text: string): string | null {
  const trimmed = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them, which hides what an address is
  if (!LINKED.test(trimmed) || /[\u0000-\u0020\u007f]/.test(trimmed)) return null;
  try {
    const url = new URL(trimmed);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
