// Notes for the table of clients: what the server saw of each, written down when `npm run interop` asks for it.
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { Stack } from "@/scripts/stack";

/** What a client did that a test has seen: was asked to sign in, called a tool with a key, called one after signing in. */
export type Proof = "refused" | "key" | "signIn";

export interface ClientRecord {
  client: string;
  version: string;
  /** Revisions that its successful calls named. */
  revisions: string[];
  /** How it was registered when it signed in. */
  registrations: string[];
  proofs: Proof[];
  /** Something a reader of the table should know. */
  note?: string;
}

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Version of a package in the project, or in a folder of its own. */
export function packageVersion(name: string, folder = ROOT): string {
  const file = path.join(folder, "node_modules", name, "package.json");
  return JSON.parse(readFileSync(file, "utf8")).version;
}

/**
 * Writes down what the server saw since a moment: revisions from its call log, registrations from its clients.
 * @throws Error the server saw no call of a tool
 */
export async function recordClient(
  stack: Pick<Stack, "databaseUrl">,
  since: Date,
  record: Omit<ClientRecord, "revisions" | "registrations">,
): Promise<void> {
  const file = process.env.INTEROP_RECORDS;
  if (!file) return;
  const db = new pg.Client({ connectionString: stack.databaseUrl });
  await db.connect();
  try {
    const { rows } = await db.query<{ era: string; kind: string | null }>(
      `SELECT DISTINCT log.era, client.kind::text AS kind FROM call_log log
         LEFT JOIN connection ON connection.id = log.connection_id
         LEFT JOIN oauth_client client ON client.id = connection.client_id
        WHERE log.started_at >= $1 AND log.outcome = 'ok'`,
      [since],
    );
    if (rows.length === 0) throw new Error(`The server saw no call of ${record.client}.`);
    const distinct = (values: (string | null)[]) =>
      [...new Set(values)].filter((value) => value !== null).sort();
    const seen = {
      revisions: distinct(rows.map(({ era }) => era)),
      registrations: distinct(rows.map(({ kind }) => kind)),
    };
    appendFileSync(file, `${JSON.stringify({ ...record, ...seen } satisfies ClientRecord)}\n`);
  } finally {
    await db.end();
  }
}
