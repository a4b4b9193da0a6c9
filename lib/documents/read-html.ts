import "server-only";
import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import { toMarkdown } from "./to-markdown";

/** Of a page's whole text, what its main part must have for the rest to be left out. */
const MAIN_PART = 0.4;
/** What stands around the text of most pages. */
const SURROUNDINGS =
  "nav, header nav, footer, aside, script, style, noscript, template, iframe, form, dialog, [hidden], [aria-hidden=true]";

/** What a page begins with before there is anything to see. */
const HEAD = /^(?:\s*(?:<\/?head(?:\s[^>]*)?>|<title[^>]*>[^<]*<\/title>|<(?:meta|link|base)\s[^>]*>))*/i;

/**
 * Title and Markdown of a page, without menus, banners and footers.
 * @param address of the page, for the links in it
 */
export function readHtml(html: string, address?: string): { title: string | null; text: string } {
  const document = parse(html);
  const title = document.title || document.querySelector("h1")?.textContent || null;
  if (address) resolveLinks(document, address);
  for (const element of [...document.querySelectorAll(SURROUNDINGS)]) element.remove();
  const whole = document.body?.innerHTML ?? "";
  const wholeLength = lengthOf(document.body?.textContent);
  // It takes the page apart, hence after everything else was read.
  const main = new Readability(document, { charThreshold: 0 }).parse();
  const isMain = main?.content && lengthOf(main.textContent) >= wholeLength * MAIN_PART;
  return { title, text: toMarkdown(isMain ? (main.content as string) : whole) };
}

function parse(html: string): Document {
  if (/<html[\s>]/i.test(html)) return parseHTML(html).document as unknown as Document;
  // Pages may leave out <html>, <head> and <body> (HTML §13.1.2.4), which the parser then does not add.
  const inside = html.replace(/^\s*<!doctype[^>]*>/i, "");
  const at = inside.search(/<body[\s>]/i);
  const headLength = at === -1 ? (HEAD.exec(inside)?.[0].length ?? 0) : at;
  const head = inside.slice(0, headLength).replace(/<\/?head(?:\s[^>]*)?>/gi, "");
  const rest = inside.slice(headLength);
  const body = at === -1 ? `<body>${rest}</body>` : rest;
  return parseHTML(`<html><head>${head}</head>${body}</html>`).document as unknown as Document;
}

function resolveLinks(document: Document, address: string): void {
  for (const link of document.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("#")) continue;
    const url = URL.parse(href, address);
    if (url) link.setAttribute("href", url.href);
  }
}

function lengthOf(text: string | null | undefined): number {
  return (text ?? "").replace(/\s+/g, " ").trim().length;
}
