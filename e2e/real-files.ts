// The real input files, read without any of the application's own code, so that figures asserted from them are
// independent of it.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface Turn {
  role: string;
  content: string;
}

export interface FileConversation {
  id: string;
  turns: Turn[];
}

export interface FileProduct {
  handle: string;
  title: string;
  variants: { name: string; price: number }[];
}

export function conversationsOf(file: string): FileConversation[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line));
}

export function productsOf(file: string): FileProduct[] {
  const [head = [], ...rows] = rowsOf(readFileSync(file, "utf8"));
  const column = (row: string[], name: string) => row[head.indexOf(name)] ?? "";
  const products = new Map<string, FileProduct>();
  for (const row of rows) {
    const handle = column(row, "Handle");
    if (handle === "") continue;
    const product = products.get(handle) ?? { handle, title: column(row, "Title"), variants: [] };
    products.set(handle, product);
    const price = column(row, "Variant Price");
    if (price !== "") product.variants.push({ name: column(row, "Option1 Value"), price: Number(price) });
  }
  return [...products.values()];
}

/** Records of a CSV text (RFC 4180). */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g;
  for (const [, cell = "", end = ""] of text.matchAll(cells)) {
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === ",") continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}

/**
 * A sentence that a customer wrote in one conversation alone: it contains a word whose beginning no other conversation
 * contains, so that a search which reduces words to their stems finds nothing else either.
 */
export function rareSentence(conversations: readonly FileConversation[]) {
  const holders = new Map<string, Set<string>>();
  for (const { id, turns } of conversations) {
    for (const stem of turns.flatMap(({ content }) => stemsOf(content))) {
      holders.set(stem, (holders.get(stem) ?? new Set()).add(id));
    }
  }
  for (const conversation of conversations) {
    // Long enough that its order means something, short enough for one page.
    if (conversation.turns.length < 12 || conversation.turns.length > 60) continue;
    for (const { role, content } of conversation.turns) {
      const sentences =
        role === "user" ? content.match(/(?<=^|[.!?] )[A-Z][a-z]+(,? [a-z]+){5,10}(?=[.!?])/g) : [];
      const sentence = sentences?.find((text) => stemsOf(text).some((stem) => holders.get(stem)?.size === 1));
      if (sentence) return { conversation, sentence };
    }
  }
  throw new Error("No such sentence in the file.");
}

function stemsOf(text: string): string[] {
  return (text.toLowerCase().match(/[a-z]{5,}/g) ?? []).map((word) => word.slice(0, 5));
}
