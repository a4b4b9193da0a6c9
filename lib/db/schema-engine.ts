import "server-only";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

export type SchemaFile = { path: string; content: string };

/** The Prisma schema of a folder, file by file in a stable order. */
export function readSchema(folder: string): SchemaFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => ({
      path: path.join(folder, name),
      content: readFileSync(path.join(folder, name), "utf8"),
    }));
}

/**
 * SQL that turns a database with schema `from` (null: an empty one) into schema `to`; an empty text when they agree.
 * @param databaseUrl any reachable database: the engine asks it for its version and changes nothing
 */
export async function diffSchemas(
  from: SchemaFile[] | null,
  to: SchemaFile[],
  databaseUrl: string,
): Promise<string> {
  const { SchemaEngine } = await import("@prisma/schema-engine-wasm");
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const datamodels = to.map((file): [string, string] => [file.path, file.content]);
  const engine = await SchemaEngine.new({ datamodels }, () => {}, adapter);
  try {
    const { stdout } = await engine.diff({
      from: from ? { tag: "schemaDatamodel", files: from } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: to },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = (stdout ?? "").trim();
    return sql === "-- This is an empty migration." ? "" : `${sql}\n`;
  } finally {
    engine.free();
  }
}
