import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/** Adds to the tokens that a project's chatbots used on this UTC day. */
export async function countTokens(
  db: TenantTransaction,
  projectId: string,
  used: { model: string; inputTokens: number; outputTokens: number },
): Promise<void> {
  if (used.inputTokens === 0 && used.outputTokens === 0) return;
  await db.$executeRaw`
    INSERT INTO token_usage_daily AS t (project_id, day, model, input_tokens, output_tokens)
    VALUES (${projectId}, (now() AT TIME ZONE 'UTC')::date, ${used.model}, ${used.inputTokens}, ${used.outputTokens})
        ON CONFLICT (project_id, day, model) DO UPDATE
       SET input_tokens = t.input_tokens + excluded.input_tokens,
           output_tokens = t.output_tokens + excluded.output_tokens`;
}
