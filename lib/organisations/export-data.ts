import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { requireAttempt } from "@/lib/auth/attempts";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { HOUR_SECONDS } from "@/lib/core/clock";
import { change } from "@/lib/db/change";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { listMembers } from "@/lib/people/list-members";
import { EXPORTED_TABLES, type ExportedTable } from "./export-tables";
import { getOrganisation } from "./get";

const BATCH_ROWS = 500;
const EXPORTS_PER_HOUR = 6;

/**
 * Everything of the caller's organisation as lines of JSON, each `{"table": …, "row": …}`: first what the export is,
 * then the organisation, its people and every table, at last how many rows there were. Rows are read in batches by
 * their keys, so memory holds one batch, whatever the organisation's size. What is written while it runs may or may not
 * be in it. Secrets, hashes of them and uploaded files are not.
 * @throws RateLimitedError more than six in an hour
 */
export async function exportOrganisation(
  caller: Caller,
  options: { batchRows?: number } = {},
): Promise<AsyncGenerator<string>> {
  requirePermission(caller, "organisation:manage");
  await requireAttempt({
    subject: `export:${caller.organisationId}`,
    limit: EXPORTS_PER_HOUR,
    spanSeconds: HOUR_SECONDS,
  });
  await change(caller, {}, (db) =>
    recordAudit(db, caller, {
      action: "organisation.export",
      targetKind: "organisation",
      targetId: caller.organisationId,
    }),
  );
  return linesOf(caller, options.batchRows ?? BATCH_ROWS);
}

async function* linesOf(caller: Caller, batchRows: number): AsyncGenerator<string> {
  const db = dbFor(caller);
  const counts: Record<string, number> = {};
  const line = (table: string, row: unknown) => {
    counts[table] = (counts[table] ?? 0) + 1;
    return `{"table":${JSON.stringify(table)},"row":${typeof row === "string" ? row : JSON.stringify(row)}}\n`;
  };
  yield `${JSON.stringify({ format: "caramel-organisation", version: 1, created_at: new Date().toJSON() })}\n`;
  yield line("organisation", await getOrganisation(caller));
  for (const member of await listMembers(caller)) yield line("member", member);
  for (const table of EXPORTED_TABLES) {
    const owners = table.of === "project" ? caller.projectIds : [caller.organisationId];
    for (const owner of owners) {
      for await (const batch of batches(db, table, owner, batchRows)) {
        yield batch.map((row) => line(table.name, row)).join("");
      }
    }
  }
  yield `${JSON.stringify({ complete: true, rows: counts })}\n`;
}

/** Rows of one project or organisation as JSON texts, in the order of their key. */
async function* batches(
  db: TenantClient,
  table: ExportedTable,
  owner: string,
  limit: number,
): AsyncGenerator<string[]> {
  const from = Prisma.raw(`"${table.name}"`);
  const owned = Prisma.raw(table.of === "project" ? "t.project_id" : "t.organisation_id");
  // An enum is compared as the text it is in the row before.
  const columns = table.key.map(([column, type]) => `t."${column}"${type === "text" ? "::text" : ""}`);
  const order = Prisma.raw(columns.join(", "));
  const without = [...(table.without ?? [])];
  for (let last: string | null = null; ; ) {
    const after: Prisma.Sql =
      last === null ? Prisma.empty : Prisma.sql`AND (${order}) > (${keyOf(table, last)})`;
    const rows: { row: string }[] = await db.$queryRaw`
      SELECT (to_jsonb(t) - ${without}::text[])::text AS row
        FROM ${from} t WHERE ${owned} = ${owner} ${after}
       ORDER BY ${order} LIMIT ${limit}`;
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < limit) return;
    last = rows.at(-1)?.row ?? null;
  }
}

/** The key of a row as a list of typed values. */
function keyOf(table: ExportedTable, row: string): Prisma.Sql {
  const values = JSON.parse(row) as Record<string, string | number>;
  return Prisma.join(
    table.key.map(([column, type]) => Prisma.sql`${String(values[column])}::text::${Prisma.raw(type)}`),
  );
}
