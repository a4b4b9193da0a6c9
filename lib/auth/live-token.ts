import "server-only";
import { randomUUID } from "node:crypto";
import { errors, jwtVerify } from "jose";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/compare";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import type { SessionClaims } from "./session-cookie";
import { publicKey, signJwt } from "./signing";

/** Lifetime of a `real_time_access_token` in seconds. */
export const LIVE_TOKEN_SECONDS = MINUTE_SECONDS;

/** Neither an access token (`at+jwt`) nor anything else a client could hold passes for one, and the other way round. */
const TYPE = "live+jwt";
const PURPOSE = "live-stream";

/** The one address a token is good at. */
function audienceOf(projectId: string): string {
  return `${env.baseUrl}/api/projects/${projectId}/live`;
}

/**
 * A token with which this person's session opens one live stream of a project, once, within a minute. It opens nothing
 * that the person could not see by then.
 */
export async function issueLiveToken(
  { userId, sessionEpoch }: SessionClaims,
  projectId: string,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return signJwt(TYPE, {
    iss: env.baseUrl,
    aud: audienceOf(projectId),
    sub: userId,
    session_epoch: sessionEpoch,
    jti: randomUUID(),
    iat: now,
    exp: now + LIVE_TOKEN_SECONDS,
  });
}

/**
 * Spends a token: of two that come with the same one, at whichever instance, one gets nothing.
 * @returns whose session it is of, still to be checked like any session; null when the token is not valid here or spent
 */
export async function spendLiveToken(token: string, projectId: string): Promise<SessionClaims | null> {
  const claims = await readLiveToken(token, projectId);
  if (claims === null) return null;
  const count = await prisma.$executeRaw`
    INSERT INTO one_time_token (token_hash, purpose, expires_at, used_at)
    VALUES (${sha256(claims.id)}, ${PURPOSE}, clock_timestamp() + make_interval(secs => ${LIVE_TOKEN_SECONDS}::int),
            clock_timestamp())
    ON CONFLICT (token_hash) DO NOTHING`;
  return count === 1 ? { userId: claims.userId, sessionEpoch: claims.sessionEpoch } : null;
}

/** Forgets spent tokens that have expired, and so can't come back. Safe to run twice and at once. */
export async function sweepLiveTokens(): Promise<number> {
  // A clock that goes wrong by some minutes must not make a spent token good again.
  return prisma.$executeRaw`
    DELETE FROM one_time_token WHERE purpose = ${PURPOSE} AND expires_at < clock_timestamp() - interval '1 hour'`;
}

async function readLiveToken(
  token: string,
  projectId: string,
): Promise<(SessionClaims & { id: string }) | null> {
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: ["ES256"],
      typ: TYPE,
      issuer: env.baseUrl,
      audience: audienceOf(projectId),
      requiredClaims: ["sub", "exp", "iat", "jti", "session_epoch"],
      maxTokenAge: LIVE_TOKEN_SECONDS,
    });
    const { sub, jti, session_epoch: sessionEpoch } = payload;
    if (typeof sub !== "string" || typeof jti !== "string" || typeof sessionEpoch !== "number") return null;
    return { userId: sub, sessionEpoch, id: jti };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
