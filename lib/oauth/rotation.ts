import "server-only";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { endConnectionByClient } from "./end-connection";

/**
 * Rotation of refresh tokens (RFC 9700 §4.14.2) with a grace window: several processes of one client refresh the same
 * token at the same moment, and without the window the loser would end the connection. All times are the database's.
 */

/** Whether any use after the first ends the connection. */
function isStrict(): boolean {
  return env.refreshGraceSeconds === 0 || env.refreshGraceUses === 0;
}

/**
 * Whether a spent refresh token counts as spent. Inside the window it does not, also when its uses are used up: then
 * `spendRefreshToken` refuses it without ending the connection.
 */
export async function isRefreshTokenSpent(idHash: string): Promise<boolean> {
  const graceSeconds = isStrict() ? 0 : env.refreshGraceSeconds;
  const [row] = await prisma.$queryRaw<{ spent: boolean }[]>`
    SELECT consumed_at <= clock_timestamp() - make_interval(secs => ${graceSeconds}::int) AS spent
    FROM oauth_artifact WHERE kind = 'RefreshToken' AND id_hash = ${idHash} AND consumed_at IS NOT NULL`;
  return row?.spent ?? false;
}

/**
 * Spends a refresh token: the first use, or one of the few more that the window allows. One statement decides, so that
 * no number of instances lets through more.
 * @throws errors.InvalidGrant nothing left; in strict mode the connection is ended as well
 */
export async function spendRefreshToken(idHash: string): Promise<void> {
  const { refreshGraceSeconds, refreshGraceUses } = env;
  const count = isStrict()
    ? await prisma.$executeRaw`
        UPDATE oauth_artifact SET consumed_at = clock_timestamp()
        WHERE kind = 'RefreshToken' AND id_hash = ${idHash} AND consumed_at IS NULL`
    : await prisma.$executeRaw`
        UPDATE oauth_artifact
        SET reuses = CASE WHEN consumed_at IS NULL THEN 0 ELSE reuses + 1 END,
            consumed_at = coalesce(consumed_at, clock_timestamp())
        WHERE kind = 'RefreshToken' AND id_hash = ${idHash}
          AND (consumed_at IS NULL
               OR (reuses < ${refreshGraceUses}::int
                   AND consumed_at > clock_timestamp() - make_interval(secs => ${refreshGraceSeconds}::int)))`;
  if (count > 0) return;
  if (isStrict()) await endConnectionOf("RefreshToken", idHash, "refresh_token_reused");
  throw new errors.InvalidGrant("refresh token already used");
}

/**
 * Spends an authorization code.
 * @throws errors.InvalidGrant it was used before; the connection is ended (RFC 9700 §4.2.4), because only a request
 *   with the right client, redirect and verifier comes this far
 */
export async function spendCode(idHash: string): Promise<void> {
  const count = await prisma.$executeRaw`
    UPDATE oauth_artifact SET consumed_at = clock_timestamp()
    WHERE kind = 'AuthorizationCode' AND id_hash = ${idHash} AND consumed_at IS NULL`;
  if (count > 0) return;
  await endConnectionOf("AuthorizationCode", idHash, "code_reused");
  throw new errors.InvalidGrant("authorization code already used");
}

async function endConnectionOf(
  kind: string,
  idHash: string,
  reason: "code_reused" | "refresh_token_reused",
): Promise<void> {
  const artifact = await prisma.oAuthArtifact.findUnique({
    where: { kind_idHash: { kind, idHash } },
    select: { grantId: true },
  });
  if (artifact?.grantId) await endConnectionByClient(artifact.grantId, reason);
}

/**
 * Every refresh rotates. A request for another resource fails here, before the token is spent, so that a client with a
 * wrong parameter does not lose its connection.
 * @throws errors.InvalidTarget
 */
export function rotateRefreshToken(ctx: KoaContextWithOIDC): boolean {
  const { resource } = ctx.oidc.params ?? {};
  const granted = ctx.oidc.entities.RefreshToken?.resourceIndicators;
  if (resource !== undefined && !granted?.has(String(resource))) {
    throw new errors.InvalidTarget("the resource is not the one this refresh token is for");
  }
  return true;
}
