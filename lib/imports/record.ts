import "server-only";

/** Longest excerpt of a rejected line, in characters. */
const MAX_EXCERPT_LENGTH = 120;

/** A line that can't be imported. */
export interface Rejection {
  /** Counted from 1; in an XML file the number of the record. */
  line: number;
  /** Dotted path such as `turns.3.role`; empty for the line as a whole. */
  field: string;
  /** The rule and what to do. */
  reason: string;
  excerpt: string;
}

/** One record of a file, with the line it begins at, or why it was rejected. */
export type ImportRecord<Value> = { line: number; value: Value; excerpt: string } | RejectedRecord;

/** A record that was not taken. */
export interface RejectedRecord {
  line: number;
  rejection: Rejection;
  /** Of the product it belongs to, when that much could be told: the file still has the product. */
  handle?: string;
}

export function rejected(line: number, field: string, reason: string, text: string): RejectedRecord {
  return { line, rejection: { line, field, reason, excerpt: excerptOf(text) } };
}

/** The beginning of a text, fit for the database and for one line of a table. */
export function excerptOf(text: string): string {
  const start = text.slice(0, MAX_EXCERPT_LENGTH + 1);
  const clean = start
    .replace(/\p{Cc}+/gu, " ")
    .toWellFormed()
    .trim();
  return start.length > MAX_EXCERPT_LENGTH ? `${clean.slice(0, MAX_EXCERPT_LENGTH)}…` : clean;
}
