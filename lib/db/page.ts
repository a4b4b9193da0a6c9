import "server-only";
import { z } from "zod";
import { sha256 } from "@/lib/core/compare";
import { InvalidInputError } from "@/lib/core/errors";
import type { TenantScope } from "./tenant";

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
  if (name !== list || !isWhole) throw foreignCursor();
  return key as (string | number)[];
}

function foreignCursor(): InvalidInputError {
  return new InvalidInputError("The cursor does not belong to this list with these filters.", {
    problems: [{ path: "cursor", message: "must be a next_cursor of the same list with the same filters" }],
    nextStep: "Ask for the first page again, without a cursor.",
  });
}

/** A time inside a cursor, as `Date.toJSON` writes it. */
export const cursorTime = z
  .string()
  .regex(/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)))
  .transform((text) => new Date(text));

/** A text inside a cursor; PostgreSQL refuses NUL. */
export const cursorText = z.string().refine((text) => !text.includes("\0"));

/**
 * The typed sort key inside a cursor, or undefined on the first page. Cursors are not signed, so every part is checked
 * before it reaches a query; whose rows it may reach is decided elsewhere.
 * @throws InvalidInputError as `fromCursor`
 */
export function readCursor<Key extends z.ZodTuple>(
  list: string,
  cursor: string | undefined,
  key: Key,
): z.output<Key> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = key.safeParse(fromCursor(list, cursor, key.def.items.length));
  if (!parsed.success) throw foreignCursor();
  return parsed.data;
}

/** Name of a list with its filters and projects, for cursors. */
export function listName(name: string, scope: TenantScope, filters: Record<string, unknown> = {}): string {
  return `${name} ${sha256(JSON.stringify([scope.projectIds, filters])).slice(0, 16)}`;
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

/** Makes the published page of `limit + 1` fetched rows. */
export function toViews<Row, View>(
  rows: Row[],
  limit: number,
  toView: (row: Row) => View,
  cursorOf: (row: Row) => string,
): { items: View[]; next_cursor: string | null } {
  const page = toPage(rows, limit, cursorOf);
  return { items: page.rows.map(toView), next_cursor: page.nextCursor };
}
