import "server-only";
import { createHash } from "node:crypto";
import pg from "pg";
import type { BackupTable, TableSummary } from "./format";

/** Rows fetched at a time; of a table that holds files, one. */
const FETCH_ROWS = 500;

/** A connection of its own: a backup takes longer than the application's statements may. */
export async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: "caramel backup",
  });
  client.on("error", () => {});
  await client.connect();
  // Rows are compared as text, which must not depend on a session's settings.
  await client.query(
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = 1; SET bytea_output = 'hex'",
  );
  return client;
}

/** The application's tables, those that others point to first. The queue has a schema of its own and is left out. */
export async function listTables(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; parents: string[] }>(`
    SELECT c.relname AS name,
           ARRAY(SELECT a.attname::text FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                  ORDER BY a.attnum) AS columns,
           ARRAY(SELECT DISTINCT p.relname::text FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid
                  WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS parents
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
     ORDER BY c.relname`);
  const ordered: BackupTable[] = [];
  const waiting = new Map(rows.map((row) => [row.name, row]));
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ parents }) => !parents.some((name) => waiting.has(name)));
    if (ready.length === 0)
      throw new Error("Tables point to each other in a circle; no order restores them.");
    for (const { name, columns } of ready) {
      ordered.push({ name, columns });
      waiting.delete(name);
    }
  }
  return ordered;
}

/** Every row of a table as JSON text, ordered by its primary key byte by byte. Inside a transaction. */
export async function* readRows(client: pg.Client, table: BackupTable): AsyncGenerator<string> {
  const { rows: keys } = await client.query<{ name: string; is_text: boolean; has_files: boolean }>(
    `SELECT a.attname AS name, t.typcategory = 'S' AS is_text,
            EXISTS (SELECT 1 FROM pg_attribute b WHERE b.attrelid = i.indrelid AND b.atttypid = 'bytea'::regtype) AS has_files
       FROM pg_index i
       CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
       JOIN pg_type t ON t.oid = a.atttypid
      WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY k.place`,
    [`public.${pg.escapeIdentifier(table.name)}`],
  );
  const order = keys.map(
    ({ name, is_text }) => `${pg.escapeIdentifier(name)}${is_text ? ' COLLATE "C"' : ""}`,
  );
  if (order.length === 0) throw new Error(`The table ${table.name} has no primary key.`);
  await client.query(
    `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS row
       FROM (SELECT ${columnList(table)} FROM ${tableName(table)} ORDER BY ${order.join(", ")}) r`,
  );
  const count = keys[0]?.has_files ? 1 : FETCH_ROWS;
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${count} FROM backup_rows`);
    for (const { row } of rows) yield row;
    if (rows.length < count) break;
  }
  await client.query("CLOSE backup_rows");
}

/** Number of rows and SHA-256 of their JSON, a line each. Equal sums mean equal tables. */
export async function summarise(rows: AsyncIterable<string>): Promise<TableSummary> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const row of rows) {
    hash.update(row).update("\n");
    count += 1;
  }
  return { rows: count, sha256: hash.digest("hex") };
}

export function tableName(table: BackupTable): string {
  return `public.${pg.escapeIdentifier(table.name)}`;
}

export function columnList(table: BackupTable): string {
  return table.columns.map((column) => pg.escapeIdentifier(column)).join(", ");
}

export interface AppliedMigration {
  name: string;
  checksum: string;
}

/** The migrations the database has, in order. */
export async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum FROM "_prisma_migrations"
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name COLLATE "C"`,
  );
  return rows;
}
