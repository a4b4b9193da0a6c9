import "server-only";

const READ_ONLY = "-c default_transaction_read_only=on";

/**
 * The address of the same database, for connections whose transactions only read. The setting travels with the
 * start of a connection, so it costs no round trip, and stands behind options the address already has: the last one
 * counts. A pooler in front of the database must pass start-up options on, or it refuses the connection.
 */
export function withReadOnlyTransactions(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const options = url.searchParams.get("options");
  url.searchParams.set("options", options ? `${options} ${READ_ONLY}` : READ_ONLY);
  return url.href;
}
