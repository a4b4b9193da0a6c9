import "server-only";
import { getDocumentProxy } from "unpdf";
import { DocumentError } from "./document-error";
import { MAX_DOCUMENT_LENGTH, MAX_PAGES } from "./schema";

/** Ends each page but the last; the text of a page holds none. */
const PAGE_END = "\f";
/** Of a line's height, the distance to the next one from which a new paragraph begins. */
const PARAGRAPH_GAP = 1.7;
/** Titles that programs make up. */
const NO_TITLE =
  /^(untitled|microsoft (word|powerpoint|excel)\b|slide \d+|.*\.(docx?|pdf|indd|qxd|pptx?|odt|tmp))/i;

/**
 * The text of a PDF, page by page in reading order. Scripts, forms and attachments in it are never looked at.
 * @throws DocumentError
 */
export async function readPdf(bytes: Uint8Array): Promise<{ title: string | null; text: string }> {
  const pdf = await open(bytes);
  if (pdf.numPages > MAX_PAGES) throw new DocumentError("too_many_pages");
  const pages: string[] = [];
  let length = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const text = pageText(items.filter((item) => "str" in item));
    pages.push(text);
    page.cleanup();
    length += text.length;
    if (length > MAX_DOCUMENT_LENGTH) throw new DocumentError("too_long");
  }
  if (pages.every((text) => text.trim() === "")) throw new DocumentError("no_text");
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title = (info as { Title?: unknown }).Title;
  return {
    title: typeof title === "string" && !NO_TITLE.test(title.trim()) ? title : null,
    // One page has an end too, or its number would be lost.
    text: pages.length > 1 ? pages.join(PAGE_END) : `${pages[0]}${PAGE_END}`,
  };
}

async function open(bytes: Uint8Array) {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), {
      useSystemFonts: false,
      disableFontFace: true,
      stopAtErrors: false,
      verbosity: 0,
    });
  } catch (error) {
    const isLocked = (error as Error).name === "PasswordException";
    throw new DocumentError(isLocked ? "encrypted" : "broken", { cause: error });
  }
}

interface Item {
  str: string;
  hasEOL: boolean;
  transform: number[];
  height: number;
}

/** Lines as they stand, a blank line between paragraphs, words joined that a line's end divides. */
function pageText(items: readonly Item[]): string {
  let text = "";
  let last: { y: number; height: number } | null = null;
  for (const item of items) {
    const y = item.transform[5] ?? 0;
    if (item.str.trim() !== "") {
      if (last && last.y - y > Math.max(last.height, item.height) * PARAGRAPH_GAP)
        text = `${text.trimEnd()}\n\n`;
      last = { y, height: item.height };
    }
    text += item.str.replaceAll(PAGE_END, " ");
    if (item.hasEOL) text += "\n";
  }
  return text.replace(/(\p{Ll})-\n(?=\p{Ll})/gu, "$1").trim();
}
