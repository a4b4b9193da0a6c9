import "server-only";
import { DocumentError } from "./document-error";

/** Bytes in which a page must declare its encoding (HTML standard, section 4.2.5.4). */
const DECLARED_WITHIN = 1_024;

/**
 * Text in UTF-8, in UTF-16 with its mark, or in the encoding that the server or the page names; nothing is guessed.
 * @throws DocumentError `not_text`
 */
export function decodeText(bytes: Uint8Array, charset?: string): string {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked =
    file[0] === 0xff && file[1] === 0xfe
      ? "utf-16le"
      : file[0] === 0xfe && file[1] === 0xff
        ? "utf-16be"
        : null;
  const declared = /<meta[^>]{0,300}charset\s*=\s*["']?([\w-]{1,40})/i.exec(
    file.subarray(0, DECLARED_WITHIN).toString("latin1"),
  )?.[1];
  for (const label of new Set([marked ?? "utf-8", ...(marked ? [] : [charset, declared])])) {
    if (label === undefined) continue;
    try {
      const text = new TextDecoder(label, { fatal: true }).decode(bytes);
      if (!text.includes("\0")) return text;
    } catch {
      // Another encoding, or one that nobody knows.
    }
  }
  throw new DocumentError("not_text");
}
