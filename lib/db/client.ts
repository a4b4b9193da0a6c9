import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/core/env";
import { PrismaClient } from "./generated/client";
import { withReadOnlyTransactions } from "./read-only-url";

const shared = globalThis as { caramelPrisma?: PrismaClient; caramelReadingPrisma?: PrismaClient };

function connect(pool: { connectionString: string; max: number; application_name: string }): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      ...pool,
      // A database that does not answer must fail the request, not hold it.
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
    }),
    // A second net below narrow selects: these leave the database only where they are named.
    omit: {
      user: { passwordHash: true },
      apiKey: { secretHash: true, urlTokenHash: true },
      invitation: { tokenHash: true },
      oAuthClient: { sealedSecret: true },
      modelProvider: { sealedKey: true },
    },
    transactionOptions: { maxWait: 5_000, timeout: 60_000 },
  });
}

// Next's development server loads modules anew on each change; the connections must survive that.
shared.caramelPrisma ??= connect({
  connectionString: env.databaseUrl,
  max: env.databasePoolSize,
  application_name: "caramel",
});
shared.caramelReadingPrisma ??= connect({
  connectionString: withReadOnlyTransactions(env.databaseUrl),
  max: env.databaseReadPoolSize,
  application_name: "caramel reading",
});

/**
 * The Prisma client of this process. Only `lib/db`, `lib/auth` and `lib/oauth` use it as it is; a domain gets
 * `dbFor(caller)`.
 */
export const prisma: PrismaClient = shared.caramelPrisma;

/**
 * The same on connections of their own, in whose transactions PostgreSQL refuses every write (SQLSTATE 25006). Only
 * `dbFor` uses it, for callers that read. No connection is opened before the first of them.
 */
export const readingPrisma: PrismaClient = shared.caramelReadingPrisma;

/** Closes every connection of this process. */
export async function disconnectDatabase(): Promise<void> {
  await Promise.all([prisma.$disconnect(), readingPrisma.$disconnect()]);
}
