import "server-only";

/** One part of a letter. */
export type Block =
  | { kind: "text"; text: string }
  /** What somebody wrote, as they wrote it. */
  | { kind: "quote"; text: string }
  | { kind: "link"; label: string; url: string }
  /** Small print at the end. */
  | { kind: "note"; text: string };

/** What a message says, before it has a form. */
export interface Letter {
  subject: string;
  blocks: readonly Block[];
}

/** Markup, made by `html` only. */
class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** Markup out of a template: whatever is filled in is text, unless it is markup already. */
function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const filled = values.map((value) => {
    if (typeof value === "string") return escaped(value);
    return value instanceof Html ? value.markup : value.map(({ markup }) => markup).join("");
  });
  return new Html(parts.map((part, index) => part + (filled[index] ?? "")).join(""));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** A letter as plain text and as simple HTML that loads nothing. */
export function renderLetter({ subject, blocks }: Letter): { subject: string; text: string; html: string } {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${subject}</title></head>
<body style="margin:0;padding:24px;background:#f5f5f4;color:#1c1917;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:36rem;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">${blocks.map(toHtml)}</div>
</body></html>`;
  return { subject, text: `${blocks.map(toText).join("\n\n")}\n`, html: page.markup };
}

function toText(block: Block): string {
  switch (block.kind) {
    case "text":
      return block.text;
    case "quote":
      return block.text
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n");
    case "link":
      return `${block.label}:\n${block.url}`;
    case "note":
      // "-- " on a line of its own begins a signature.
      return `-- \n${block.text}`;
  }
}

function toHtml(block: Block): Html {
  switch (block.kind) {
    case "text":
      return html`<p style="margin:0 0 16px;white-space:pre-wrap">${block.text}</p>`;
    case "quote":
      return html`<blockquote style="margin:0 0 16px;padding-left:12px;border-left:3px solid #d6d3d1;white-space:pre-wrap">${block.text}</blockquote>`;
    case "link":
      return html`<p style="margin:0 0 16px"><a href="${webAddress(block.url)}" style="display:inline-block;padding:10px 16px;border-radius:6px;background:#9a3412;color:#ffffff;text-decoration:none">${block.label}</a></p><p style="margin:0 0 16px;font-size:13px;word-break:break-all">${block.url}</p>`;
    case "note":
      return html`<p style="margin:0;color:#57534e;font-size:13px;white-space:pre-wrap">${block.text}</p>`;
  }
}

/** Our own addresses are all we link to; anything else would be a mistake. */
function webAddress(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") throw new Error("A letter links to web pages only.");
  return href;
}
