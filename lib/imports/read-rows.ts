import "server-only";
import { CsvError, parse } from "csv-parse";
import { ImportFileError } from "./file-error";
import { hasRoom, type ImportSource, openFile } from "./open-file";
import { readLines } from "./read-lines";
import { type ImportRecord, rejected } from "./record";

/** Most bytes of a CSV: its rows are grouped in memory. */
export const MAX_CSV_BYTES = 100 * 1024 * 1024;
export const MAX_CSV_ROWS = 1_000_000;
const MAX_ROW_BYTES = 1024 * 1024;

/** A row by the name of its column, in lower case. Cells are text, empty when the row has none. */
export type Row = Readonly<Record<string, string>>;

/**
 * The rows of a CSV with a header, in RFC 4180's form; separator `,`, `;` or tab, whichever the header uses. A row with
 * too many or too few cells is rejected and reading goes on.
 * @param nameOf what a column of that name is called in the rows
 * @throws ImportFileError columns are missing, a quote is never closed, not UTF-8, or too much
 */
export async function* readRows(
  source: ImportSource,
  required: readonly string[],
  otherKind: (columns: readonly string[]) => string | null,
  nameOf: (column: string) => string = (column) => column,
): AsyncGenerator<ImportRecord<Row>> {
  const { separator } = await headerOf(source);
  const skipped: ImportRecord<Row>[] = [];
  const begins = beginningLines();
  let unclosed = false;
  const parser = parse({
    columns: (header: string[]) => checkedHeader(header, required, otherKind, nameOf),
    delimiter: separator,
    // Between tabs quotes need no quoting: 5" screen.
    relax_quotes: separator === "\t",
    record_delimiter: ["\r\n", "\n", "\r"],
    info: true,
    raw: true,
    bom: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_BYTES,
    on_record: ({ record, info, raw }: Parsed): ParsedRow => ({
      line: begins(info.lines, raw),
      row: record,
      raw: raw.trim(),
    }),
    on_skip: (error, raw) => {
      unclosed ||= error?.code === "CSV_QUOTE_NOT_CLOSED";
      // What is behind a row without end would only be cut into more of such rows.
      if (error?.code === "CSV_MAX_RECORD_SIZE") parser.destroy(error);
      if (error) skipped.push(toRejected(error, begins(linesOf(error), raw ?? ""), raw));
      return undefined;
    },
  });
  void feed(parser, source);
  let rows = 0;
  try {
    for await (const { line, row, raw } of parser as AsyncIterable<ParsedRow>) {
      yield* skipped.splice(0);
      rows += 1;
      if (rows > MAX_CSV_ROWS) {
        throw new ImportFileError(
          `The CSV has more than ${MAX_CSV_ROWS.toLocaleString("en")} rows.`,
          "Split it into smaller files and import them one after the other.",
        );
      }
      yield { line, value: row, excerpt: raw };
    }
    if (unclosed) {
      throw new ImportFileError(
        "A quoted cell is never closed, so the rows behind it can't be told apart.",
        `Look for a single " near line ${skipped.at(-1)?.line ?? 1}, and double it.`,
      );
    }
    yield* skipped.splice(0);
  } catch (error) {
    throw error instanceof CsvError ? toFileError(error) : error;
  } finally {
    parser.destroy();
  }
}

interface Parsed {
  record: Row;
  info: { lines: number };
  raw: string;
}

interface ParsedRow {
  line: number;
  row: Row;
  raw: string;
}

/**
 * Tells on which line a row begins, from the line the parser says it ends on. The parser counts a CRLF inside quotes as
 * two, here it is one. Called for every row in order.
 */
function beginningLines(): (endLine: number, raw: string) => number {
  let countedTwice = 0;
  return (endLine, raw) => {
    const breaks = raw.trim().match(/\r\n|\n|\r/g) ?? [];
    countedTwice += breaks.filter((lineBreak) => lineBreak === "\r\n").length;
    return Math.max(1, endLine - countedTwice - breaks.length);
  };
}

function linesOf(error: CsvError): number {
  return Number((error as { lines?: number }).lines ?? 0);
}

/** The separator that the header uses most, and the names it separates, in lower case. Quotes are not looked into. */
export async function headerOf(source: ImportSource): Promise<{ separator: string; names: string[] }> {
  for await (const line of readLines(openFile(source, MAX_CSV_BYTES), MAX_ROW_BYTES)) {
    const header = "text" in line ? line.text : line.start;
    if (header.trim() === "") continue;
    const count = (separator: string) => header.split(separator).length;
    const separator = [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
    return {
      separator,
      names: header.split(separator).map((name) => name.replaceAll('"', "").trim().toLowerCase()),
    };
  }
  return { separator: ",", names: [] };
}

async function feed(parser: ReturnType<typeof parse>, source: ImportSource): Promise<void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of openFile(source, MAX_CSV_BYTES)) {
      // A destroyed parser never drains.
      if (parser.destroyed) return;
      if (!parser.write(decode(decoder, chunk))) await hasRoom(parser);
    }
    decode(decoder);
    parser.end();
  } catch (error) {
    parser.destroy(error as Error);
  }
}

function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new ImportFileError("The file is not valid UTF-8.", "Save it as UTF-8 (in Excel: “CSV UTF-8”).");
  }
}

function checkedHeader(
  header: string[],
  required: readonly string[],
  otherKind: (columns: readonly string[]) => string | null,
  nameOf: (column: string) => string,
): string[] {
  const names = header.map((name) => nameOf(name.trim().toLowerCase()));
  const missing = required.filter((name) => !names.includes(name.toLowerCase()));
  if (missing.length > 0) {
    throw new ImportFileError(
      `The first line must name the columns; missing: ${missing.join(", ")}.`,
      otherKind(names) ?? `Add the column${missing.length > 1 ? "s" : ""} and import the file again.`,
    );
  }
  return names;
}

function toRejected(error: CsvError, line: number, raw: string | undefined): ImportRecord<Row> {
  const count = Array.isArray((error as { record?: unknown[] }).record)
    ? (error as unknown as { record: unknown[] }).record.length
    : null;
  const reason =
    error.code === "CSV_RECORD_INCONSISTENT_COLUMNS" && count !== null
      ? `The row has ${count} cells and the header another number. Put text that holds a comma or a quote in quotes.`
      : "The row can't be read as CSV. Put text that holds a comma, a quote or a line break in quotes, and double each quote inside.";
  return rejected(line, "", reason, raw ?? "");
}

function toFileError(error: CsvError): ImportFileError {
  const line = linesOf(error);
  switch (error.code) {
    case "CSV_MAX_RECORD_SIZE":
      return new ImportFileError(
        `A row near line ${line} is longer than ${MAX_ROW_BYTES / 1024} KB.`,
        'Look for a " that is never closed near that line.',
      );
    default:
      return new ImportFileError(
        `The file can't be read as CSV near line ${line}.`,
        "Export it again as CSV in UTF-8 with a header line.",
      );
  }
}
