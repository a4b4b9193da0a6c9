import "server-only";
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { decrypt } from "@/lib/auth/envelope";
import { env } from "@/lib/core/env";
import { ConflictError } from "@/lib/core/errors";
import { derivedSecret } from "@/lib/core/secret";
import type { BackupHeader, BackupTable, RestoreReport, TableSummary } from "./format";
import { BackupFileError } from "./format";
import { damaged, readBackup } from "./read";
import { appliedMigrations, columnList, connect, listTables, readRows, summarise, tableName } from "./tables";

/** Rows are inserted in batches of about this size. */
const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 4_000_000;

/** What a database holds before anybody used it: plans from the migrations, and what the first start makes. */
const PRESENT_FROM_THE_START = new Set(["plan", "installation_key", "one_time_token"]);

export interface RestoreOptions {
  /** Deletes what the database holds. */
  replace: boolean;
}

/**
 * Puts a backup into the database: all of it, compared row by row with what the file says, or nothing. The file is read
 * to its end and checked before the database is touched.
 * @throws BackupFileError not a backup, damaged, of another version, or its secrets need another SECRET_KEY
 * @throws ConflictError the database holds something and `replace` is not set
 */
export async function restoreBackup(
  file: string,
  options: RestoreOptions,
  databaseUrl = env.databaseUrl,
): Promise<RestoreReport> {
  const { header, tables } = await checkFile(file);
  const client = await connect(databaseUrl);
  let unfinishedImports: RestoreReport["unfinishedImports"];
  try {
    await client.query("BEGIN");
    await requireSameVersion(client, header);
    // Writers wait from here on, so that what is checked now still holds when it is deleted.
    await client.query(`LOCK TABLE ${header.tables.map(tableName).join(", ")} IN ACCESS EXCLUSIVE MODE`);
    if (!options.replace) await requireUnused(client, header.tables);
    await client.query(`TRUNCATE ${header.tables.map(tableName).join(", ")}`);
    await insertAll(client, file, header);
    for (const table of header.tables) {
      const { rows, sha256 } = await summarise(readRows(client, table));
      const wanted = tables.get(table.name);
      if (rows !== wanted?.rows || sha256 !== wanted.sha256) {
        throw new Error(`The table ${table.name} does not hold what the backup says; nothing was changed.`);
      }
    }
    const unfinished = await client.query<RestoreReport["unfinishedImports"][number]>(
      `SELECT project_id AS "projectId", id AS "importId" FROM import_run WHERE status IN ('queued', 'running')`,
    );
    unfinishedImports = unfinished.rows;
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    await client.end();
  }
  const { size } = await stat(file);
  const list = header.tables.map(({ name }) => ({ name, ...(tables.get(name) as TableSummary) }));
  return {
    file: path.resolve(file),
    bytes: size,
    rows: list.reduce((sum, { rows }) => sum + rows, 0),
    tables: list,
    unfinishedImports,
  };
}

/** Reads the whole file: every table is there once, with the rows and the hash it claims. */
async function checkFile(file: string): Promise<{ header: BackupHeader; tables: Map<string, TableSummary> }> {
  let header: BackupHeader | null = null;
  const tables = new Map<string, TableSummary>();
  let hash = createHash("sha256");
  let rows = 0;
  for await (const part of readBackup(file)) {
    if (part.kind === "header") header = part.header;
    else if (part.kind === "row") {
      hash.update(part.row).update("\n");
      rows += 1;
      if (part.table === "installation_key") requireSecretKey(part.row);
    } else {
      if (rows !== part.rows || hash.digest("hex") !== part.sha256 || tables.has(part.table)) {
        throw damaged(`the table ${part.table} does not add up`);
      }
      tables.set(part.table, { rows, sha256: part.sha256 });
      hash = createHash("sha256");
      rows = 0;
    }
  }
  if (!header) throw damaged("it has no header");
  const isWhole = header.tables.length === tables.size && header.tables.every(({ name }) => tables.has(name));
  if (!isWhole) throw damaged("tables are missing");
  return { header, tables };
}

/** Without the key the secrets inside were sealed under, the restored installation could not even start. */
function requireSecretKey(row: string): void {
  const { id, sealed } = JSON.parse(row) as { id: string; sealed: string };
  try {
    decrypt(derivedSecret("installation-keys"), sealed, id);
  } catch (cause) {
    throw new BackupFileError(
      "The secrets in this backup were sealed under another SECRET_KEY.",
      "Set SECRET_KEY to the one of the installation it was made on (there in the file secret-key of the data folder), then restore again.",
      cause,
    );
  }
}

async function requireSameVersion(client: pg.Client, header: BackupHeader): Promise<void> {
  const applied = await appliedMigrations(client);
  const tables = await listTables(client);
  const isSame =
    JSON.stringify(applied) === JSON.stringify(header.migrations) &&
    JSON.stringify(tables) === JSON.stringify(header.tables);
  if (isSame) return;
  throw new BackupFileError(
    "The backup was made by another version of Caramel.",
    `Install the version that made it (its last migration is ${header.migrations.at(-1)?.name ?? "none"}), restore, then upgrade.`,
  );
}

async function requireUnused(client: pg.Client, tables: readonly BackupTable[]): Promise<void> {
  for (const table of tables) {
    if (PRESENT_FROM_THE_START.has(table.name)) continue;
    const { rowCount } = await client.query(`SELECT 1 FROM ${tableName(table)} LIMIT 1`);
    if (!rowCount) continue;
    throw new ConflictError(`The database is not empty: the table ${table.name} holds rows.`, {
      problems: [{ path: "replace", message: "is needed to restore over what is there" }],
      nextStep: "Make a backup of it first, then add --replace to delete what it holds.",
    });
  }
}

/** Parents come first in the file, so foreign keys hold at every step. Triggers rest: their results are in the rows. */
async function insertAll(client: pg.Client, file: string, header: BackupHeader): Promise<void> {
  const byName = new Map(header.tables.map((table) => [table.name, table]));
  let batch: string[] = [];
  let characters = 0;
  const flush = async (name: string) => {
    const table = byName.get(name);
    if (table && batch.length > 0) {
      const columns = columnList(table);
      await client.query(
        `INSERT INTO ${tableName(table)} (${columns})
         SELECT ${columns} FROM json_populate_recordset(NULL::${tableName(table)}, $1::json)`,
        [`[${batch.join(",")}]`],
      );
    }
    batch = [];
    characters = 0;
  };
  for (const table of header.tables)
    await client.query(`ALTER TABLE ${tableName(table)} DISABLE TRIGGER USER`);
  for await (const part of readBackup(file)) {
    if (part.kind === "row") {
      batch.push(part.row);
      characters += part.row.length;
      if (batch.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) await flush(part.table);
    } else if (part.kind === "end") await flush(part.table);
  }
  for (const table of header.tables)
    await client.query(`ALTER TABLE ${tableName(table)} ENABLE TRIGGER USER`);
}
