// The migrations and the Prisma schema are written apart, so they can drift. Two databases are compared: one made by all
// migrations, one made directly from the schema. Migrations may add what Prisma can't express; they may not lack or differ.
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diffSchemas, readSchema } from "@/lib/db/schema-engine";
import { createEmptyDatabase } from "@/lib/db/testing";

/** One line per fact, so that a difference names itself. */
const FACTS = {
  columns: `
    SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped`,
  defaults: `
    SELECT table_name || '.' || column_name || ' default ' || column_default FROM information_schema.columns
    WHERE table_schema = 'public' AND column_default IS NOT NULL AND is_generated = 'NEVER'`,
  keys: `
    SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')`,
  indexes: `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'`,
  enums: `
    SELECT t.typname || ' ' || string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.typname`,
  tables: `
    SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND NOT relispartition`,
};

let fromSchema: { url: string; drop(): Promise<void> };

async function facts(url: string, sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<string[]>({ text: sql, rowMode: "array" });
    return rows.map(([fact]) => fact as string).filter((fact) => !fact.includes("_prisma_migrations"));
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  fromSchema = await createEmptyDatabase();
  const schema = readSchema(path.resolve(import.meta.dirname, "../../prisma/schema"));
  const client = new pg.Client({ connectionString: fromSchema.url });
  await client.connect();
  try {
    await client.query(await diffSchemas(null, schema, fromSchema.url));
  } finally {
    await client.end();
  }
});

afterAll(() => fromSchema?.drop());

describe("migrations make what the schema says", () => {
  it.each(Object.entries(FACTS))("%s", async (_name, sql) => {
    const expected = await facts(fromSchema.url, sql);
    const actual = new Set(await facts(process.env.DATABASE_URL as string, sql));
    expect(expected.filter((fact) => !actual.has(fact))).toEqual([]);
  });

  it("leaves no table behind that the schema does not know", async () => {
    const expected = new Set(await facts(fromSchema.url, FACTS.tables));
    const actual = await facts(process.env.DATABASE_URL as string, FACTS.tables);
    expect(actual.filter((table) => !expected.has(table))).toEqual([]);
  });
});
