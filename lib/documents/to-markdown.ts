import "server-only";
import TurndownService from "turndown";

const turndown = new TurndownService({
  headingStyle: "atx",
  bulletListMarker: "-",
  codeBlockStyle: "fenced",
});
// Text is quoted to people as it is; a backslash in front of every dot would only be in the way.
turndown.escape = (text) => text;
turndown.remove([
  "script",
  "style",
  "noscript",
  "template",
  "iframe",
  "form",
  "button",
  "select",
  "textarea",
]);
turndown.addRule("pictures", {
  filter: ["img", "picture", "video", "audio", "canvas", "object", "embed", "input"],
  replacement: () => "",
});
turndown.addRule("cells", {
  filter: ["td", "th"],
  replacement: (content, node) =>
    `${content.replace(/\s+/g, " ").trim()}${node.nextSibling === null ? "" : " | "}`,
});
turndown.addRule("rows", {
  filter: "tr",
  replacement: (content) => `${content.trim().replace(/\|$/, "").trim()}\n`,
});
turndown.addRule("tables", { filter: ["table"], replacement: (content) => `\n\n${content.trim()}\n\n` });
turndown.addRule("links", {
  filter: "a",
  replacement: (content, node) => {
    const text = content.replace(/\s+/g, " ").trim();
    const href =
      (node as unknown as { getAttribute(name: string): string | null }).getAttribute("href") ?? "";
    // An address inside the page, or one that is not an address, helps nobody.
    return text !== "" && /^https?:\/\//i.test(href) && href.length < 500 && href !== text
      ? `[${text}](${href.replace(/[()\s]/g, encodeURIComponent)})`
      : text;
  },
});

/** HTML as Markdown: headings, lists, tables by rows, links to other places; no scripts, pictures or forms. */
export function toMarkdown(html: string): string {
  return turndown.turndown(html);
}
