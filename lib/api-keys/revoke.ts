import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { requireApiKey, toApiKeyView } from "./rows";
import type { ApiKeyView, RevokeApiKeyInput } from "./schema";

/**
 * Ends a key for good: its next request gets 401. Revoking what is already revoked changes nothing and answers the same.
 * @throws InsufficientPermissionError without `keys:manage`
 * @throws NotFoundError no such key in the caller's organisation
 */
export async function revokeApiKey(caller: Caller, input: RevokeApiKeyInput): Promise<ApiKeyView> {
  requirePermission(caller, "keys:manage");
  return change(caller, {}, async (db) => {
    const { id, name } = await requireApiKey(db, input.api_key_id);
    const { count } = await db.apiKey.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count > 0) {
      await recordAudit(db, caller, {
        action: "api_key.revoke",
        targetKind: "api_key",
        targetId: id,
        details: { name },
      });
    }
    return toApiKeyView(await requireApiKey(db, id));
  });
}
