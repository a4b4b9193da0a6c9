import "server-only";
import { DocumentError } from "./document-error";
import type { DocumentFormat } from "./schema";

/** A PDF may begin with other bytes; ISO 32000-1 appendix H.3.4.1 lets readers look for the header that far. */
const PDF_HEADER_WITHIN = 1_024;

/**
 * What a file is, by its first bytes; the ending of its name only tells Markdown from other text.
 * @throws DocumentError what it is, when it can't be read
 */
export function detectFormat(bytes: Uint8Array, name: string): DocumentFormat {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = (...signature: number[]) =>
    file.subarray(0, signature.length).equals(Buffer.from(signature));
  if (file.length === 0) throw new DocumentError("empty");
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) return "docx";
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) throw new DocumentError("old_word");
  if (starts(0x7b, 0x5c, 0x72, 0x74, 0x66)) throw new DocumentError("rich_text");
  if (
    starts(0x89, 0x50, 0x4e, 0x47) ||
    starts(0xff, 0xd8, 0xff) ||
    starts(0x47, 0x49, 0x46, 0x38) ||
    (starts(0x52, 0x49, 0x46, 0x46) && file.subarray(8, 12).toString("latin1") === "WEBP")
  ) {
    throw new DocumentError("picture");
  }
  if (file.subarray(0, PDF_HEADER_WITHIN).includes("%PDF-")) return "pdf";
  if (looksLikeHtml(file)) return "html";
  return /\.(md|markdown)$/i.test(name) ? "markdown" : "text";
}

/** Its first tag is one that a page begins with, behind blanks, comments and an XML declaration. */
function looksLikeHtml(file: Buffer): boolean {
  // UTF-16 has a zero in each pair of bytes; without them its tags read like others.
  const start = file.subarray(0, 4_096).toString("latin1").replaceAll("\0", "");
  const text = start.replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, "").trimStart();
  return /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta)[\s>]/i.test(
    text,
  );
}
