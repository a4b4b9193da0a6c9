import type pg from "pg";
import type { Tenant } from "./tenants";

/**
 * One hash for each table that holds anything of an organisation: equal hashes mean that nothing was changed. When a
 * credential was last used is left out: an open stream looks at its own all along.
 */
export async function rowsOf(
  db: pg.Client,
  { organisationId, projects }: Pick<Tenant, "organisationId"> & { projects: { id: string }[] },
): Promise<Record<string, string>> {
  const ids = projects.map(({ id }) => id);
  const { rows: tables } = await db.query<{ table_name: string; column_name: string }>(
    `SELECT c.table_name, c.column_name FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
        AND c.column_name IN ('organisation_id', 'project_id') ORDER BY 1, 2`,
  );
  const hashes: Record<string, string> = {};
  for (const { table_name, column_name } of tables) {
    const { rows } = await db.query(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(row, '|' ORDER BY row), '')) AS hash
         FROM (SELECT (to_jsonb(t) - 'last_used_at')::text AS row
                 FROM "${table_name}" t WHERE "${column_name}" = ANY ($1)) AS rows`,
      [column_name === "project_id" ? ids : [organisationId]],
    );
    hashes[`${table_name}.${column_name}`] = rows[0].hash;
  }
  return hashes;
}

/** What calls and failed attempts leave in their own organisation. */
const TRACES = /^(call_log|connect_attempt|usage_daily|tool_usage_daily)\./;

/** The same for an organisation that has called meanwhile: all but what every call leaves. */
export async function rowsWithoutTraces(...of: Parameters<typeof rowsOf>): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await rowsOf(...of)).filter(([name]) => !TRACES.test(name)));
}
