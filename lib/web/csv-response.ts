import "server-only";
import { type CsvCell, csvLine } from "@/lib/core/csv";

/** Rows at most, so that a file stays one that a spreadsheet opens. */
const MAX_ROWS = 100_000;

/** Cursors are base64url, so this never occurs inside one. */
const SEPARATOR = "~";

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
      // A pull that adds nothing is not asked again, so a page without rows leads to the next one.
      for (let text = ""; text === ""; ) {
        if (page === null) return controller.close();
        rows += page.items.length;
        text = page.items.map((row) => csvLine(toCells(row))).join("");
        const cursor: string | null = rows < MAX_ROWS ? page.next_cursor : null;
        if (text) controller.enqueue(encoder.encode(text));
        page = cursor === null ? null : await fetchPage(cursor);
      }
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

/** Several lists as one, such as what stands and then what ended: pages of the next begin when the one before is over. */
export function inTurn<const List, Row>(
  lists: readonly [List, ...List[]],
  fetchPage: (list: List, cursor: string | undefined) => Promise<Page<Row>>,
): (cursor: string | undefined) => Promise<Page<Row>> {
  return async (position) => {
    const [place = "0", cursor] = position === undefined ? [] : position.split(SEPARATOR, 2);
    const index = Number(place);
    const page = await fetchPage(lists[index] ?? lists[0], cursor || undefined);
    const isLast = index + 1 >= lists.length;
    const next = page.next_cursor === null ? (isLast ? null : [index + 1, ""]) : [index, page.next_cursor];
    return { items: page.items, next_cursor: next === null ? null : next.join(SEPARATOR) };
  };
}
