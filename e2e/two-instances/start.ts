import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { Browser } from "../http/browser";
import { PASSWORD, type Tenant } from "../tenants";

export interface Pair {
  stack: Stack;
  /** The instances' own addresses, without the load balancer that would stand in front. */
  urls: [string, string];
  baseUrl: string;
  db: pg.Client;
  /** A signed-in browser of the tenant's owner. */
  signIn(tenant: Pick<Tenant, "email">): Promise<Browser>;
  stop(): Promise<void>;
}

/** Two instances of the built application on one database. */
export async function startPair(
  options: { env?: Record<string, string>; databaseUrl?: string } = {},
): Promise<Pair> {
  const stack = await startStack({ instances: 2, ...options });
  const db = new pg.Client({ connectionString: stack.databaseUrl });
  // Ends together with its server, which is stopped last.
  db.on("error", () => {});
  await db.connect();
  const urls = stack.urls as [string, string];
  return {
    stack,
    urls,
    baseUrl: stack.baseUrl,
    db,
    async signIn({ email }) {
      const browser = new Browser(stack.baseUrl);
      await browser.signIn(urls[0], email, PASSWORD);
      return browser;
    },
    async stop() {
      await db.end().catch(() => {});
      await stack.stop();
    },
  };
}

/** Does something many times at once, in turn at both instances. */
export function atOnce<Result>(
  pair: Pair,
  times: number,
  work: (instanceUrl: string, index: number) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(
    Array.from({ length: times }, (_, index) => work(pair.urls[index % 2] as string, index)),
  );
}
