// npm run migration -- <name>: writes the SQL from the schema of the last migration to the schema as it is now.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startThrowAway } from "@/lib/db/embedded-throw-away";
import { applyMigrations } from "@/lib/db/migrate";
import { diffSchemas, readSchema } from "@/lib/db/schema-engine";
import { ROOT } from "./runtime.mjs";

const MIGRATIONS = path.join(ROOT, "prisma/migrations");
/** The schema as the newest migration left it; Prisma can not read it back from a database offline. */
const LAST_SCHEMA = path.join(ROOT, "prisma/migrated-schema");

const LOCK_FILE = '# Written by Prisma and read by `prisma migrate`.\nprovider = "postgresql"\n';

async function main(name: string | undefined) {
  if (!name || !/^[a-z0-9]+([_-][a-z0-9]+)*$/.test(name)) {
    throw new Error(
      "Usage: npm run migration -- <name>, where the name has small letters, digits and _ only.",
    );
  }
  const current = readSchema(path.join(ROOT, "prisma/schema"));
  const last = existsSync(LAST_SCHEMA) ? readSchema(LAST_SCHEMA) : null;
  const server = await startThrowAway();
  try {
    const sql = await diffSchemas(last, current, server.url);
    if (!sql) return console.log("The schema has not changed since the last migration.");
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const folder = path.join(MIGRATIONS, `${stamp}_${name.replaceAll("-", "_")}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "migration.sql"), sql);
    writeFileSync(path.join(MIGRATIONS, "migration_lock.toml"), LOCK_FILE);
    rmSync(LAST_SCHEMA, { recursive: true, force: true });
    mkdirSync(LAST_SCHEMA);
    for (const file of current) writeFileSync(path.join(LAST_SCHEMA, path.basename(file.path)), file.content);
    console.log(
      `Wrote ${path.relative(ROOT, folder)}/migration.sql. Read it and add what Prisma can't express.`,
    );
    await applyMigrations(server.url).then(
      () => console.log("All migrations run on an empty database."),
      (error) => console.log(`Not yet runnable: ${error.message}`),
    );
  } finally {
    await server.stop();
  }
}

try {
  await main(process.argv[2]);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
