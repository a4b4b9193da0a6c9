import "server-only";
import { z } from "zod";
import type { Row } from "./read-rows";

/** Prices are 32-bit integers in the database. */
export const MAX_MINOR_UNITS = 2_147_483_647;

/** A row of the file with the line it begins on. */
export interface ProductRow {
  line: number;
  row: Row;
  excerpt: string;
}

/** A cell breaks a rule. */
export class CellError extends Error {
  readonly at: ProductRow;
  readonly column: string;

  constructor(at: ProductRow, column: string, rule: string) {
    super(rule);
    this.at = at;
    this.column = column;
  }
}

/** The text of a cell; empty when the row has none. */
export function cell(at: ProductRow, column: string, maxLength = 10_000): string {
  const text = (at.row[column.toLowerCase()] ?? "").trim();
  if (text.length > maxLength) {
    const rule = `${column} must have at most ${maxLength.toLocaleString("en")} characters; shorten it.`;
    throw new CellError(at, column, rule);
  }
  if (text.includes("\0")) throw new CellError(at, column, `${column} holds the NUL character; remove it.`);
  return text.toWellFormed();
}

/** One of a few words in lower case, or empty. */
export function oneOf(at: ProductRow, column: string, values: readonly string[]): string {
  const text = cell(at, column).toLowerCase();
  if (text === "" || values.includes(text)) return text;
  throw new CellError(at, column, `${column} must be ${values.join(" or ")}, not “${text.slice(0, 40)}”.`);
}

/** Minor units, without going through a binary fraction. */
export function money(at: ProductRow, column: string, decimals: number): number | null {
  const text = cell(at, column);
  if (text === "") return null;
  const [, units, fraction = ""] = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text) ?? [];
  if (units === undefined) {
    throw new CellError(at, column, `${column} must be a number such as 12.50, not “${text.slice(0, 40)}”.`);
  }
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new CellError(at, column, `${column} must have at most ${decimals} decimals, not “${text}”.`);
  }
  const minor = Number(units + fraction.slice(0, decimals).padEnd(decimals, "0"));
  if (minor > MAX_MINOR_UNITS) throw new CellError(at, column, `${column} is too high: ${text}.`);
  return minor;
}

const integer = z.coerce.number().int().min(-MAX_MINOR_UNITS).max(MAX_MINOR_UNITS);

/** A whole number, or null for an empty cell. */
export function whole(at: ProductRow, column: string): number | null {
  const text = cell(at, column);
  if (text === "") return null;
  const parsed = integer.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CellError(at, column, `${column} must be a whole number, not “${text.slice(0, 40)}”.`);
}

/** An http or https address, or null for an empty cell. */
export function address(at: ProductRow, column: string): string | null {
  const text = cell(at, column, 2_000);
  if (text === "") return null;
  const url = URL.parse(text.startsWith("//") ? `https:${text}` : text);
  if (url && (url.protocol === "https:" || url.protocol === "http:")) return url.href;
  throw new CellError(at, column, `${column} must be an address that begins with https://.`);
}
