import "server-only";

/** Seconds after which asking again is worth while: a killed database is back within about as many. */
export const RETRY_AFTER_SECONDS = 2;

/** Prisma: can't be reached, timed out, closed the connection, no free connection, no transaction in time, too many. */
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2037"]);

/** The system's, for a connection that is refused or breaks; PostgreSQL's, for one it ends or does not take yet. */
const DRIVER_CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[1-3]|08\w{3})$/;

/**
 * Prisma wraps both kinds and names them in its message only; the driver has nothing but words for a connection that
 * broke before the query, such as in the middle of a transaction.
 */
const WORDS =
  /Can't reach database server|Connection terminated|server (has )?closed the connection|is not queryable|timeout exceeded when trying to connect|timeout expired|ECONNREFUSED|ECONNRESET|Code: `(57P0[1-3]|08\w{3}|53300)`/i;

/** Whether a failure means that the database is away for the moment, so that the same request may work soon. */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && (PRISMA_CODES.has(code) || DRIVER_CODES.test(code))) return true;
  return WORDS.test(error.message) || isDatabaseUnreachable(error.cause);
}
