import "server-only";

/** Tags that formatting is made of; anything else between angle brackets may be meant as it stands. */
const TAGS =
  /<\/?(?:a|b|br|code|div|em|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:[\s/][^<>]*)?>/gi;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
/** Lines that only draw: rules, fences, and the line below the head of a table. */
const DRAWN_LINE = /^(?:[-*_](?:\s*[-*_]){2,}|`{3,}.*|~{3,}.*|[|:\s]*-[-|:\s]*\|[-|:\s]*)$/;

/**
 * A text as one would say it, without what Markdown and HTML write it with: no marks of headings, lists, emphasis, links
 * and tables. The points of a list begin with a bullet or their number, each on a line of its own.
 */
export function plainText(text: string): string {
  return text
    .replace(TAGS, "")
    .split("\n")
    .map(plainLine)
    .filter((line) => line !== "")
    .join("\n");
}

function plainLine(text: string): string {
  const trimmed = text.trim();
  if (DRAWN_LINE.test(trimmed)) return "";
  const [, marks = "", line = ""] = /^((?:(?:>|#{1,6}|[-*+•])\s+)*)(.*)$/.exec(trimmed) ?? [];
  const words = withoutMarks(line.startsWith("|") ? cellsOf(line) : line);
  return words !== "" && /[-*+•]/.test(marks) ? `• ${words}` : words;
}

/** A row of a table in words. */
function cellsOf(row: string): string {
  return row
    .split("|")
    .map((cell) => cell.trim())
    .filter((cell) => cell !== "")
    .join(", ");
}

function withoutMarks(line: string): string {
  return (
    line
      .replace(/!\[([^[\]]*)\]\([^()\n]*\)/g, "$1")
      .replace(/\[([^[\]]*)\]\(\s*<?([^()<>\s]*)>?[^()\n]*\)/g, (_, label: string, address: string) =>
        /^https?:/i.test(address) && address !== label ? `${label} (${address})` : label,
      )
      .replace(/(`+)([^`\n]+)\1/g, "$2")
      .replace(/(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*\n]+)(?<=[^\s\\])\1(?![\w*])/g, "$2")
      .replace(/(?<![\w\\])(_{1,3})(?=[^\s_])([^_\n]+)(?<=[^\s\\])\1(?!\w)/g, "$2")
      .replace(/~~([^~\n]+)~~/g, "$1")
      .replace(/\\([!-/:-@[-`{-~])/g, "$1")
      .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (entity, name: string) => ENTITIES[name] ?? entity)
      // Guidelines write what belongs to a point behind an arrow.
      .replace(/([.:!?])\s+>\s+/g, "$1 ")
      .replace(/\s+/g, " ")
      .trim()
  );
}

/**
 * A text inside Markdown of ours: shown as it is, never as Markdown of its own (CommonMark 0.31 §2.4). Signs that can't be
 * taken for marks where they stand stay without a backslash, for readers who are shown the Markdown itself.
 */
export function escapeMarks(text: string): string {
  const mayLink = /\][([:]/.test(text);
  return text
    .replace(/[\\`*|]|(?<!\/)~/g, "\\$&")
    .replace(/(?<!\w)_|_(?!\w)/g, "\\_")
    .replace(/<(?=[A-Za-z/!?])/g, "\\<")
    .replace(/^(\s*)([>#])/gm, "$1\\$2")
    .replace(/[[\]]/g, (sign) => (mayLink ? `\\${sign}` : sign));
}
