import "server-only";
import { DAY_SECONDS } from "@/lib/core/clock";
import { prisma } from "@/lib/db/client";

/** A registration that led to no connection for this long is forgotten, in seconds. */
const UNUSED_CLIENT_SECONDS = 30 * DAY_SECONDS;

/** Expired codes and tokens are kept this much longer, so that a late reuse is still recognised. */
const EXPIRED_ARTIFACT_SECONDS = DAY_SECONDS;

/**
 * Removes expired codes, tokens and requests, and clients without a standing connection that nobody used for 30 days.
 * Such a client is told `invalid_client` when it comes back, and registers again. For a job; safe to run twice.
 * @returns how many rows of each went
 */
export async function sweepAuthorizationServer(): Promise<{ artifacts: number; clients: number }> {
  const artifacts = await prisma.$executeRaw`
    DELETE FROM oauth_artifact
    WHERE expires_at < clock_timestamp() - make_interval(secs => ${EXPIRED_ARTIFACT_SECONDS}::int)`;
  const clients = await prisma.$executeRaw`
    DELETE FROM oauth_client cl
    WHERE cl.kind <> 'preregistered'
      AND greatest(cl.created_at, cl.last_used_at) < clock_timestamp() - make_interval(secs => ${UNUSED_CLIENT_SECONDS}::int)
      AND NOT EXISTS (
        SELECT FROM connection c WHERE c.client_id = cl.id AND c.revoked_at IS NULL
          AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp()))`;
  return { artifacts, clients };
}
