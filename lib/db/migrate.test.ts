import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyMigrations, readMigrations } from "@/lib/db/migrate";
import { createEmptyDatabase } from "@/lib/db/testing";

const FIRST = `CREATE TABLE fruit (name text PRIMARY KEY, eaten int NOT NULL DEFAULT 0);
CREATE FUNCTION eat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.eaten := NEW.eaten + 1; RETURN NEW; END;
$$;
CREATE TRIGGER fruit_eat BEFORE INSERT ON fruit FOR EACH ROW EXECUTE FUNCTION eat();
INSERT INTO fruit (name) VALUES ('semi;colon');`;

let folder: string;
let database: { url: string; drop(): Promise<void> };

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-migrations-"));
  database = await createEmptyDatabase();
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function write(name: string, sql: string) {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, "migration.sql"), sql);
}

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("applyMigrations", () => {
  it("runs each file whole, function bodies and all, and records it as Prisma does", async () => {
    write("20260101000000_first", FIRST);
    expect(await applyMigrations(database.url, folder)).toEqual(["20260101000000_first"]);
    expect(await query("SELECT * FROM fruit")).toEqual([{ name: "semi;colon", eaten: 1 }]);
    const [row] = await query<Record<string, unknown>>(`SELECT * FROM "_prisma_migrations"`);
    expect(row).toMatchObject({
      migration_name: "20260101000000_first",
      checksum: createHash("sha256").update(FIRST).digest("hex"),
      applied_steps_count: 1,
      rolled_back_at: null,
      logs: null,
    });
    expect(row?.finished_at).toBeInstanceOf(Date);
  });

  it("applies only what is new the second time", async () => {
    write("20260101000000_first", FIRST);
    await applyMigrations(database.url, folder);
    expect(await applyMigrations(database.url, folder)).toEqual([]);
    write("20260102000000_second", "ALTER TABLE fruit ADD COLUMN colour text");
    expect(await applyMigrations(database.url, folder)).toEqual(["20260102000000_second"]);
    expect(await query("SELECT count(*)::int AS n FROM fruit")).toEqual([{ n: 1 }]);
  });

  it("lets five instances start at once and runs every migration once", async () => {
    write("20260101000000_first", FIRST);
    write("20260102000000_second", "SELECT pg_sleep(0.3); INSERT INTO fruit (name) VALUES ('once');");
    const applied = await Promise.all(Array.from({ length: 5 }, () => applyMigrations(database.url, folder)));
    expect(applied.flat().sort()).toEqual(["20260101000000_first", "20260102000000_second"]);
    expect(await query(`SELECT count(*)::int AS n FROM "_prisma_migrations"`)).toEqual([{ n: 2 }]);
  });

  it("undoes a failing migration, says where it failed, and goes on once it is mended", async () => {
    write("20260101000000_first", FIRST);
    write("20260102000000_second", "CREATE TABLE half (id int);\nSELECT nonsense;");
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(
      /20260102000000_second failed and was undone: column "nonsense" does not exist \(line 2\)/,
    );
    expect(await query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
    write("20260102000000_second", "CREATE TABLE half (id int);");
    expect(await applyMigrations(database.url, folder)).toEqual(["20260102000000_second"]);
  });

  it("leaves nothing of a migration whose connection dies half-way, and finishes it at the next start", async () => {
    write("20260101000000_first", `${FIRST}\nSELECT pg_sleep(60);`);
    const running = applyMigrations(database.url, folder).catch((error: Error) => error);
    for (;;) {
      const rows = await query<{ killed: boolean }>(
        `SELECT pg_terminate_backend(pid) AS killed FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event = 'PgSleep'`,
      );
      if (rows[0]?.killed) break;
    }
    expect(await running).toBeInstanceOf(Error);
    expect(await query(`SELECT to_regclass('fruit') AS fruit`)).toEqual([{ fruit: null }]);
    write("20260101000000_first", FIRST);
    expect(await applyMigrations(database.url, folder)).toEqual(["20260101000000_first"]);
  });

  it("refuses a file that was edited after it ran", async () => {
    write("20260101000000_first", FIRST);
    await applyMigrations(database.url, folder);
    write("20260101000000_first", `${FIRST} -- edited`);
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(
      /was edited after it had been applied/,
    );
  });

  it("refuses to go past a migration another tool left half-done", async () => {
    write("20260101000000_first", FIRST);
    await applyMigrations(database.url, folder);
    await query(`UPDATE "_prisma_migrations" SET finished_at = NULL`);
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(/never finished/);
  });
});

describe("the test database", () => {
  it("has every migration of the project", async () => {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    try {
      const { rows } = await client.query(
        `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS present`,
      );
      if (readMigrations().length > 0) expect(rows[0].present).toBe(true);
      expect(await applyMigrations(process.env.DATABASE_URL as string)).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
