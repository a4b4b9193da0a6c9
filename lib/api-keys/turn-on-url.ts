import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { newUrlToken } from "@/lib/auth/api-key";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { env } from "@/lib/core/env";
import { ConflictError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { requireApiKey, toApiKeyView } from "./rows";
import type { CreatedKeyUrl, KeyUrlInput } from "./schema";

/**
 * Makes an address with a secret in it, for programs that can't send a header. It does what the key does and ends with
 * it. The address is in this answer and nowhere else; one that was made before stops working.
 * @throws InsufficientPermissionError without `keys:manage`
 * @throws NotFoundError no such key in the caller's organisation
 * @throws ConflictError the key has ended
 */
export async function turnOnKeyUrl(caller: Caller, input: KeyUrlInput): Promise<CreatedKeyUrl> {
  requirePermission(caller, "keys:manage");
  const { text, hash } = newUrlToken();
  return change(caller, {}, async (db) => {
    const { id, name } = await requireApiKey(db, input.api_key_id);
    const now = new Date();
    const { count } = await db.apiKey.updateMany({
      where: { id, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      data: { urlTokenHash: hash, urlTokenMadeAt: now },
    });
    if (count === 0) {
      throw new ConflictError("This key has ended, so no address can be made for it.", {
        nextStep: "Create another key first.",
      });
    }
    await recordAudit(db, caller, {
      action: "api_key.url_on",
      targetKind: "api_key",
      targetId: id,
      details: { name },
    });
    return { api_key: toApiKeyView(await requireApiKey(db, id)), url: `${env.baseUrl}/mcp/t/${text}` };
  });
}
