import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";

export type Migration = { name: string; sql: string; checksum: string };

/** A migration did not run; nothing of it stayed behind. The message may be shown to the operator. */
export class MigrationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MigrationError";
  }
}

/** Any number; what counts is that every instance asks for the same lock. */
const LOCK_KEY = 5_227_230_717;

/** The table as Prisma makes it, so that `prisma migrate deploy` and `status` agree with what was done here. */
const MIGRATIONS_TABLE = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Brings a database to the newest migration; returns the names it applied, none when there was nothing to do.
 * Several instances may call it at once: one works, the others wait. Each migration runs in one transaction together with
 * its row in `_prisma_migrations`, so after a kill it is there completely or not at all, and the next start goes on.
 * @throws MigrationError a migration failed, was edited after it had been applied, or was left half-done by another tool
 */
export async function applyMigrations(databaseUrl: string, folder = migrationsFolder()): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    const migrations = readMigrations(folder);
    if ((await pendingMigrations(client, migrations)).length === 0) return [];
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    // Another instance may have done it all while this one waited for the lock.
    await client.query(MIGRATIONS_TABLE);
    const pending = await pendingMigrations(client, migrations);
    for (const migration of pending) await applyOne(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    // Ends the session and with it the lock.
    await client.end();
  }
}

async function applyOne(client: pg.Client, { name, sql, checksum }: Migration) {
  await client.query("BEGIN");
  try {
    const started = new Date();
    // As one text without parameters: PostgreSQL splits it into statements itself, function bodies included.
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, started],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    const { message, position } = error as { message: string; position?: string };
    const line = position ? ` (line ${sql.slice(0, Number(position)).split("\n").length})` : "";
    throw new MigrationError(`The migration ${name} failed and was undone: ${message}${line}`, {
      cause: error,
    });
  }
}

async function pendingMigrations(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows: tables } = await client.query(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS present`,
  );
  if (!tables[0].present) return migrations;
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished
     FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const known = new Map(rows.map((row) => [row.migration_name, row]));
  return migrations.filter((migration) => {
    const row = known.get(migration.name);
    if (!row) return true;
    if (!row.finished) {
      throw new MigrationError(
        `The migration ${row.migration_name} was begun by another tool and never finished. ` +
          "Mend the database and mark it with `prisma migrate resolve`.",
      );
    }
    if (row.checksum !== migration.checksum) {
      throw new MigrationError(
        `The migration ${row.migration_name} was edited after it had been applied to this database. ` +
          "Put the file back as it was and write the change as a new migration.",
      );
    }
    return false;
  });
}

/** Every migration in the order it has to run. */
export function readMigrations(folder = migrationsFolder()): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, "migration.sql")))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

function migrationsFolder(): string {
  return path.join(import.meta.dirname, "../../prisma/migrations");
}
