import "server-only";
import { randomBytes } from "node:crypto";
import pg from "pg";
import type { PrismaClient } from "./generated/client";
import { applyMigrations } from "./migrate";

/** What a test needs to make databases of its own: the superuser's address and the migrated database to copy. */
export type TestServer = { adminUrl: string; appUrl: string; template: string };

const TEMPLATE = "caramel_template";

let current: TestServer | null = null;

/** Tells this process which server to make databases on. Vitest's setup file calls it. */
export function onTestServer(server: TestServer) {
  current = server;
}

/** Makes the database that `createTestDatabase` copies, with every migration applied. */
export async function prepareTemplate(adminUrl: string, appUrl: string): Promise<TestServer> {
  await createDatabase({ adminUrl, appUrl, template: "template1" }, TEMPLATE);
  await applyMigrations(withDatabase(appUrl, TEMPLATE));
  return { adminUrl, appUrl, template: TEMPLATE };
}

/**
 * A migrated database that nobody else uses, owned by the application's ordinary role. Each test file has one already
 * (`process.env.DATABASE_URL`); a test that needs a second calls this and drops it.
 */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  return createCopy("template");
}

/** The same without any table. */
export async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  return createCopy("empty");
}

async function createCopy(kind: "template" | "empty") {
  const server = current;
  if (!server) throw new Error("No test server: run tests with `npm run unit`.");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await createDatabase(kind === "empty" ? { ...server, template: "template1" } : server, name);
  return {
    url: withDatabase(server.appUrl, name),
    drop: () =>
      asAdmin(server.adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

async function createDatabase({ adminUrl, appUrl, template }: TestServer, name: string) {
  const owner = pg.escapeIdentifier(decodeURIComponent(new URL(appUrl).username));
  await asAdmin(adminUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${owner}`),
  );
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asAdmin(adminUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/**
 * How many connections to this database wait for a lock.
 * @param db not the one that holds it: within a transaction the list of connections stands still
 */
export async function lockWaits(db: Pick<PrismaClient, "$queryRaw">): Promise<number> {
  const waiting = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND backend_type = 'client backend'`;
  return waiting.length;
}
