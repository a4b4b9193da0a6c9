import "server-only";
import { prisma } from "@/lib/db/client";

/**
 * Forgets a client that registered itself and has no standing connection; any other stays.
 * @returns whether it was forgotten
 */
export async function forgetClient(clientId: string): Promise<boolean> {
  const count = await prisma.$executeRaw`
    DELETE FROM oauth_client cl
    WHERE cl.id = ${clientId} AND cl.kind = 'dynamic' AND NOT EXISTS (
      SELECT FROM connection c WHERE c.client_id = cl.id AND c.revoked_at IS NULL
        AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp()))`;
  return count > 0;
}
