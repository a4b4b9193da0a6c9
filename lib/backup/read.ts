import "server-only";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import { BackupFileError, type BackupHeader, fileEnd, header, tableEnd, tableStart, VERSION } from "./format";

/** What a backup consists of, in its order. */
export type BackupPart =
  | { kind: "header"; header: BackupHeader }
  | { kind: "row"; table: string; row: string }
  | { kind: "end"; table: string; rows: number; sha256: string };

/**
 * Reads a backup from its beginning.
 * @throws BackupFileError it is none, of a later version, damaged, or ends too early
 */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  let found: BackupHeader | null = null;
  let table: string | null = null;
  let isComplete = false;
  for await (const line of linesOf(file)) {
    if (isComplete) throw damaged("there is something behind its end");
    if (!line.startsWith("#")) {
      if (table === null) throw found ? damaged("a row stands outside any table") : noBackup();
      yield { kind: "row", table, row: line };
      continue;
    }
    if (!found) {
      found = readHeader(line);
      yield { kind: "header", header: found };
    } else if (table !== null) {
      const end = parse(tableEnd, line);
      if (end?.end !== table) throw damaged(`the table ${table} has no end`);
      yield { kind: "end", table, rows: end.rows, sha256: end.sha256 };
      table = null;
    } else {
      const start = parse(tableStart, line);
      if (start) table = start.table;
      else if (parse(fileEnd, line)) isComplete = true;
      else throw damaged("it holds a line that has no meaning");
    }
  }
  if (!found) throw noBackup();
  if (!isComplete) throw damaged("it ends too early");
}

function readHeader(line: string): BackupHeader {
  const found = parse(header, line);
  if (!found) throw noBackup();
  if (found.version > VERSION) {
    throw new BackupFileError(
      "The backup was made by a newer Caramel.",
      "Restore it with that version or a later one.",
    );
  }
  return found;
}

function parse<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> | null {
  try {
    return schema.safeParse(JSON.parse(line.slice(1))).data ?? null;
  } catch {
    return null;
  }
}

export function damaged(what: string): BackupFileError {
  return new BackupFileError(
    `The backup is damaged: ${what}.`,
    "Use another copy of it, or an older backup.",
  );
}

function noBackup(): BackupFileError {
  return new BackupFileError(
    "This file is not a backup of Caramel.",
    "Name a file that `npm run admin -- backup <file>` wrote.",
  );
}

/** Lines may be as long as a whole uploaded file, so no limit is set on them. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const gunzip = createGunzip();
  const source = createReadStream(file);
  source.on("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let parts: Buffer[] = [];
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, from)) {
        parts.push(chunk.subarray(from, end));
        yield Buffer.concat(parts).toString("utf8");
        parts = [];
        from = end + 1;
      }
      if (from < chunk.length) parts.push(chunk.subarray(from));
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "Z_DATA_ERROR" && parts.length === 0) throw noBackup();
    if (code.startsWith("Z_")) throw damaged("its packing is broken");
    if (/^E[A-Z]+$/.test(code)) {
      throw new BackupFileError(
        `The file ${file} can't be read (${code}).`,
        "Check the path and its rights.",
      );
    }
    throw error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (parts.length > 0) throw damaged("it ends in the middle of a line");
}
