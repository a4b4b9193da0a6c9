import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/core/env";
import { PrismaClient } from "./generated/client";

const shared = globalThis as { caramelPrisma?: PrismaClient };

function connect(): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: env.databaseUrl,
      max: env.databasePoolSize,
      // A database that does not answer must fail the request, not hold it.
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
      application_name: "caramel",
    }),
    // A second net below narrow selects: these leave the database only where they are named.
    omit: {
      user: { passwordHash: true },
      apiKey: { secretHash: true },
      invitation: { tokenHash: true },
      oAuthClient: { sealedSecret: true },
    },
    transactionOptions: { maxWait: 5_000, timeout: 60_000 },
  });
}

// Next's development server loads modules anew on each change; the connections must survive that.
shared.caramelPrisma ??= connect();
/**
 * The one Prisma client of this process. Only `lib/db`, `lib/auth` and `lib/oauth` use it as it is; a domain gets
 * `dbFor(caller)`.
 */
export const prisma: PrismaClient = shared.caramelPrisma;
