import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { logger } from "@/lib/core/logger";
import { dbFor } from "@/lib/db/tenant";

/**
 * Writes down how a request to a provider ended, for the page of the providers. What is well already is written once a
 * minute at most. Never stands in the way of the work it tells of.
 * @param error in words without secrets; null: it went well
 */
export async function noteOutcome(caller: Caller, providerId: string, error: string | null): Promise<void> {
  try {
    await dbFor(caller).$executeRaw`
      UPDATE model_provider SET last_error = ${error}, last_used_at = now()
       WHERE organisation_id = ${caller.organisationId} AND id = ${providerId}
         AND (last_error IS DISTINCT FROM ${error} OR last_used_at IS NULL
              OR last_used_at < now() - interval '1 minute')`;
  } catch (failure) {
    logger.warn(
      { err: failure, providerId },
      "the outcome of a request to a model provider could not be noted",
    );
  }
}
