// npm run generate: writes the Prisma client into lib/db/generated, when the schema changed since the last time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNode, ROOT } from "./runtime.mjs";

const OUTPUT = path.join(ROOT, "lib/db/generated");
const STAMP = path.join(OUTPUT, ".schema-hash");

function schemaHash() {
  const hash = createHash("sha256");
  const folder = path.join(ROOT, "prisma/schema");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => path.join(folder, name));
  for (const file of [...files, path.join(ROOT, "node_modules/prisma/package.json")]) {
    hash.update(path.basename(file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Generates the client; returns false when it was already up to date. Throws with Prisma's words when it fails. */
export function generate() {
  const hash = schemaHash();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return false;
  rmSync(OUTPUT, { recursive: true, force: true });
  const cli = path.join(ROOT, "node_modules/prisma/build/index.js");
  const result = spawnSync(process.execPath, [cli, "generate", "--config", "prisma/prisma.config.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      ...process.env,
      // Prisma would download a schema engine, which `generate` never runs. Any executable file satisfies it.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (result.status !== 0) throw new Error(`prisma generate failed\n${result.stdout}${result.stderr}`);
  writeFileSync(STAMP, hash);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureNode(fileURLToPath(import.meta.url));
  try {
    console.log(generate() ? "Generated the Prisma client." : "The Prisma client is up to date.");
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
