import "server-only";
import { type CsvCell, csvLine } from "@/lib/core/csv";

/** Rows at most, so that a file stays one that a spreadsheet opens. */
const MAX_ROWS = 100_000;

/** A page of a list, as verbs answer it. */
interface Page<Row> {
  items: Row[];
  next_cursor: string | null;
}

/**
 * A CSV file to download, written page by page while it is read: memory holds one page, whatever the length.
 * @param fileName without quotes
 * @param fetchPage the list's verb; called with the cursor of the page before
 */
export async function csvResponse<Row>(
  fileName: string,
  header: readonly string[],
  fetchPage: (cursor: string | undefined) => Promise<Page<Row>>,
  toCells: (row: Row) => readonly CsvCell[],
): Promise<Response> {
  // The first page is read before anything is sent: what is wrong with the filters is an error, not a broken file.
  let page: Page<Row> | null = await fetchPage(undefined);
  const encoder = new TextEncoder();
  let rows = 0;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(csvLine(header)));
    },
    async pull(controller) {
      if (page === null) return controller.close();
      rows += page.items.length;
      const text = page.items.map((row) => csvLine(toCells(row))).join("");
      const cursor: string | null = rows < MAX_ROWS ? page.next_cursor : null;
      if (text) controller.enqueue(encoder.encode(text));
      page = cursor === null ? null : await fetchPage(cursor);
      if (!text && page === null) controller.close();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
}
