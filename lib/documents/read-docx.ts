import "server-only";
import mammoth from "mammoth";
import { checkZip } from "./check-zip";
import { DocumentError } from "./document-error";
import { toMarkdown } from "./to-markdown";

/**
 * Markdown of a Word document, its headings kept (ECMA-376).
 * @throws DocumentError
 */
export async function readDocx(bytes: Uint8Array): Promise<{ title: string | null; text: string }> {
  const parts = checkZip(bytes);
  if (!parts.has("word/document.xml")) throw new DocumentError("archive");
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    { convertImage: mammoth.images.imgElement(async () => ({ src: "" })), externalFileAccess: false },
  );
  return { title: null, text: toMarkdown(value) };
}
