import pg from "pg";
import { newApiKey } from "@/lib/auth/api-key";
import { PERMISSIONS } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";

export interface SeededTenant {
  organisationId: string;
  projectId: string;
  userId: string;
  /** A full API key of the whole organisation. */
  key: string;
}

/** An organisation whose plan has room for a run of the suite: an ordinary row, no way around the limits. */
export async function seedTenant(databaseUrl: string): Promise<SeededTenant> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const organisationId = newId("organisation");
  const projectId = newId("project");
  const userId = newId("user");
  const key = newApiKey();
  try {
    await client.query(
      `INSERT INTO plan (id, name, tier, tool_calls_per_minute, tool_calls_per_day, project_calls_per_minute, ai_credits_per_month)
       VALUES ($1, 'Test runs', 'business', 1000000, 1000000, 1000000, 0)`,
      [`plan-${organisationId}`],
    );
    await client.query("INSERT INTO organisation (id, name, plan_id) VALUES ($1, 'Test', $2)", [
      organisationId,
      `plan-${organisationId}`,
    ]);
    await client.query(`INSERT INTO "user" (id, email, name) VALUES ($1, $2, 'Test')`, [
      userId,
      `${userId}@example.com`,
    ]);
    await client.query("INSERT INTO member (organisation_id, user_id, role) VALUES ($1, $2, 'owner')", [
      organisationId,
      userId,
    ]);
    await client.query("INSERT INTO project (id, organisation_id, name) VALUES ($1, $2, 'Test')", [
      projectId,
      organisationId,
    ]);
    await client.query(
      `INSERT INTO api_key (id, organisation_id, name, secret_hash, hint, access, permissions, created_by_id)
       VALUES ($1, $2, 'Test', $3, $4, 'full', $5, $6)`,
      [newId("apiKey"), organisationId, key.hash, key.hint, PERMISSIONS, userId],
    );
  } finally {
    await client.end();
  }
  return { organisationId, projectId, userId, key: key.text };
}
