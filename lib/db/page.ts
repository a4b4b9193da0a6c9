import "server-only";
import { InvalidInputError } from "@/lib/core/errors";

/** One page of a list. `nextCursor` is null on the last. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/**
 * An opaque cursor: the sort key of the last row and the name of the list with its filters, so that a cursor of
 * another list or other filters is refused instead of silently answering something else.
 */
export function toCursor(list: string, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...key]), "utf8").toString("base64url");
}

/**
 * The sort key inside a cursor.
 * @throws InvalidInputError the cursor was not made for this list, or not by us
 */
export function fromCursor(list: string, cursor: string, length: number): (string | number)[] {
  const [name, ...key] = parse(cursor);
  const isWhole = key.length === length && key.every((part) => ["string", "number"].includes(typeof part));
  if (name !== list || !isWhole) {
    throw new InvalidInputError("The cursor does not belong to this list with these filters.", {
      problems: [{ path: "cursor", message: "must be a next_cursor of the same list with the same filters" }],
      nextStep: "Ask for the first page again, without a cursor.",
    });
  }
  return key as (string | number)[];
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Splits `limit + 1` fetched rows into a page. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { rows: Row[]; nextCursor: string | null } {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { rows, nextCursor: null };
  return { rows: rows.slice(0, limit), nextCursor: cursorOf(last) };
}
