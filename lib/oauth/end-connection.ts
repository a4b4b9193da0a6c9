import "server-only";
import { newId } from "@/lib/core/ids";
import { logger } from "@/lib/core/logger";
import { prisma } from "@/lib/db/client";

/** Why a connection ended without a person pressing a button. */
export type ClientEndReason = "revoked_by_client" | "code_reused" | "refresh_token_reused";

/**
 * Ends a connection because its client asked for it (RFC 7009) or because a code or refresh token of it was used
 * twice, which means that somebody else holds it. Its codes and refresh tokens go with it. Ending it again does
 * nothing. There is no caller: what ended it is the possession of the token.
 */
export async function endConnectionByClient(connectionId: string, reason: ClientEndReason): Promise<void> {
  const isEnded = await prisma.$transaction(async (db) => {
    // The row lock of this update puts parallel requests in a line; only the first finds it standing.
    const [ended] = await db.connection.updateManyAndReturn({
      where: { id: connectionId, revokedAt: null },
      data: { revokedAt: new Date() },
      select: { organisationId: true, label: true, clientName: true },
    });
    if (!ended) return false;
    await db.oAuthArtifact.deleteMany({ where: { grantId: connectionId } });
    await db.auditEntry.create({
      data: {
        id: newId("audit"),
        organisationId: ended.organisationId,
        actorKind: "connection",
        actorId: connectionId,
        action: "connection.revoke",
        targetKind: "connection",
        targetId: connectionId,
        details: { reason, label: ended.label, client: ended.clientName },
      },
      select: { id: true },
    });
    return true;
  });
  if (isEnded) logger.warn({ connectionId, reason }, "connection ended");
}
