import "server-only";
import { connectionCaller } from "@/lib/auth/connection-caller";
import { revokeConnection } from "@/lib/connections/revoke";
import { logger } from "@/lib/core/logger";

/** Why a connection ended without a person pressing a button. */
export type ClientEndReason = "revoked_by_client" | "code_reused" | "refresh_token_reused";

/**
 * Ends a connection because its client asked for it (RFC 7009) or because a code or refresh token of it was used
 * twice, which means that somebody else holds it (RFC 9700 §4.14.2). Ending it again does nothing.
 */
export async function endConnectionByClient(connectionId: string, reason: ClientEndReason): Promise<void> {
  const caller = await connectionCaller(connectionId);
  if (!caller) return;
  await revokeConnection(caller, { connection_id: connectionId }, reason);
  logger.warn({ connectionId, reason }, "connection ended");
}
