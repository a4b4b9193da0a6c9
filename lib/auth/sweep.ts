import "server-only";
import { DAY_SECONDS } from "@/lib/core/clock";
import { prisma } from "@/lib/db/client";
import { sweepLiveTokens } from "./live-token";

/** Expired links and invitations are kept this much longer, in seconds, so that somebody can still ask about them. */
const EXPIRED_LINK_SECONDS = 30 * DAY_SECONDS;

/** No limit looks further back than an hour, so an older window holds nothing any more; in seconds. */
const IDLE_WINDOW_SECONDS = DAY_SECONDS;

/**
 * Removes spent tokens of live streams, one-time links and invitations that expired 30 days ago, used or not, and windows of limits that nobody
 * touched for a day. What an invitation led to stays in the audit log. For a job; safe to run twice and at once.
 * @returns how many rows of each went
 */
export async function sweepSignIn(): Promise<{ links: number; invitations: number; windows: number }> {
  await sweepLiveTokens();
  const links = await prisma.$executeRaw`
    DELETE FROM one_time_token
    WHERE expires_at < clock_timestamp() - make_interval(secs => ${EXPIRED_LINK_SECONDS}::int)`;
  const invitations = await prisma.$executeRaw`
    DELETE FROM invitation
    WHERE expires_at < clock_timestamp() - make_interval(secs => ${EXPIRED_LINK_SECONDS}::int)`;
  // A window in use is locked: it is no idle one, and nobody waits for it here.
  const windows = await prisma.$executeRaw`
    DELETE FROM usage_window WHERE subject IN (
      SELECT subject FROM usage_window
      WHERE updated_at < clock_timestamp() - make_interval(secs => ${IDLE_WINDOW_SECONDS}::int)
      FOR UPDATE SKIP LOCKED)`;
  return { links, invitations, windows };
}
