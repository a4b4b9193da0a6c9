import "server-only";
import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import { toMarkdown } from "./to-markdown";

/** Of a page's whole text, what its main part must have for the rest to be left out. */
const MAIN_PART = 0.4;
/** What stands around the text of most pages. */
const SURROUNDINGS =
  "nav, header nav, footer, aside, script, style, noscript, template, iframe, form, dialog, [hidden], [aria-hidden=true]";

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
  // What has no body becomes a document all the same.
  const isWhole = /<(?:html|body)[\s>]/i.test(html);
  return parseHTML(isWhole ? html : `<html><body>${html}</body></html>`).document as unknown as Document;
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
