import type { ImportKind } from "@/lib/imports/schema";

/** Bytes of a file that are looked at. */
const SAMPLE_BYTES = 64 * 1024;

/**
 * What a file holds, by its first line; null when nobody can tell. A guess for the form, which the person can change:
 * the import itself checks every line.
 */
export function kindOfText(start: string): ImportKind | null {
  const line =
    start
      .replace(/^\uFEFF/, "")
      .trimStart()
      .split(/\r?\n/, 1)[0] ?? "";
  if (line.startsWith("{")) return /"turns"\s*:/.test(start) ? "conversations" : null;
  if (line.startsWith("<")) return /<(?:rss|feed|rdf:RDF)[\s>]/.test(start) ? "products" : null;
  const columns = line.split(/[,;\t]/).map((column) => column.trim().replaceAll('"', "").toLowerCase());
  if (columns.includes("conversation_id")) return "conversations";
  const isCatalogue = ["handle", "id", "g:id"].some((name) => columns.includes(name));
  return isCatalogue && (columns.includes("title") || columns.includes("g:title")) ? "products" : null;
}

/** The same for a file, packed with gzip or not. */
export async function detectKind(file: Blob): Promise<ImportKind | null> {
  try {
    const magic = new Uint8Array(await file.slice(0, 2).arrayBuffer());
    const isPacked = magic[0] === 0x1f && magic[1] === 0x8b;
    const stream = isPacked ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
    return kindOfText(await startOf(stream));
  } catch {
    return null;
  }
}

async function startOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (text.length < SAMPLE_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  reader.cancel().catch(() => {});
  return text;
}
