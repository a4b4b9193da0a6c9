import "server-only";
import { fromCursor, toCursor } from "./page";

/** Order of lists that begin with what was created last. */
export const newestFirst: { createdAt?: "desc"; id?: "desc" }[] = [{ createdAt: "desc" }, { id: "desc" }];

/** Cursor after a row of such a list. */
export function newestFirstCursor(list: string, row: { createdAt: Date; id: string }): string {
  return toCursor(list, [row.createdAt.getTime(), row.id]);
}

/**
 * The rows after a cursor, as a filter; every row without one.
 * @throws InvalidInputError the cursor was not made for this list
 */
export function afterNewest(list: string, cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [milliseconds, id] = fromCursor(list, cursor, 2);
  const at = new Date(Number(milliseconds));
  // A forged moment matches nothing.
  if (Number.isNaN(at.getTime())) return { id: { in: [] as string[] } };
  return { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: String(id) } }] };
}
