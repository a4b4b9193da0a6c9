import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { env } from "@/lib/core/env";
import { InvalidInputError } from "@/lib/core/errors";
import { type BackupHeader, type BackupReport, FORMAT, VERSION } from "./format";
import { appliedMigrations, connect, listTables, readRows } from "./tables";

/** Text is packed in pieces of about this many characters. */
const PIECE_LENGTH = 64 * 1024;

/**
 * Writes every row of the application into one file, as the database was at one moment, also while the server runs.
 * The file appears complete or not at all, readable by its owner only (mode 600).
 * @throws InvalidInputError the folder can't be written to
 */
export async function writeBackup(file: string, databaseUrl = env.databaseUrl): Promise<BackupReport> {
  const target = path.resolve(file);
  const partial = `${target}.${randomBytes(6).toString("hex")}.partial`;
  const tables: BackupReport["tables"] = [];
  await requireFolder(target);
  const client = await connect(databaseUrl);
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await pipeline(
      linesOf(client, tables),
      createGzip({ level: 6 }),
      createWriteStream(partial, { mode: 0o600, flags: "wx", flush: true }),
    );
    await client.query("COMMIT");
    await rename(partial, target);
    await syncFolder(path.dirname(target));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await client.end();
  }
  const { size } = await stat(target);
  return { file: target, bytes: size, rows: tables.reduce((sum, { rows }) => sum + rows, 0), tables };
}

async function* linesOf(client: pg.Client, done: BackupReport["tables"]): AsyncGenerator<string> {
  const tables = await listTables(client);
  const header: BackupHeader = {
    format: FORMAT,
    version: VERSION,
    created_at: new Date().toISOString(),
    migrations: await appliedMigrations(client),
    tables,
  };
  yield `#${JSON.stringify(header)}\n`;
  for (const table of tables) {
    yield `#${JSON.stringify({ table: table.name })}\n`;
    const hash = createHash("sha256");
    let rows = 0;
    let piece = "";
    for await (const row of readRows(client, table)) {
      piece += `${row}\n`;
      rows += 1;
      if (piece.length < PIECE_LENGTH) continue;
      hash.update(piece);
      yield piece;
      piece = "";
    }
    hash.update(piece);
    const sha256 = hash.digest("hex");
    yield `${piece}#${JSON.stringify({ end: table.name, rows, sha256 })}\n`;
    done.push({ name: table.name, rows, sha256 });
  }
  yield `#${JSON.stringify({ complete: true, rows: done.reduce((sum, { rows }) => sum + rows, 0) })}\n`;
}

async function requireFolder(target: string): Promise<void> {
  const folder = path.dirname(target);
  const facts = await stat(folder).catch(() => null);
  const isFolder = (await stat(target).catch(() => null))?.isDirectory();
  if (facts?.isDirectory() && !isFolder) return;
  const rule = isFolder ? `${target} is a folder.` : `There is no folder ${folder}.`;
  throw new InvalidInputError(rule, {
    problems: [{ path: "file", message: rule }],
    nextStep: "Name a file in a folder that exists, such as ./caramel.backup.",
  });
}

/** A rename is only safe from a power cut once its folder is on the disk; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  try {
    await handle?.sync();
  } catch {
    // Some file systems can't.
  } finally {
    await handle?.close();
  }
}
