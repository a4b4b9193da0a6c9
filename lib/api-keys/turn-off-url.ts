import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { requireApiKey, toApiKeyView } from "./rows";
import type { ApiKeyView, KeyUrlInput } from "./schema";

/**
 * Ends the address with a secret in it; the key itself goes on working. Turning off what is off changes nothing.
 * @throws InsufficientPermissionError without `keys:manage`
 * @throws NotFoundError no such key in the caller's organisation
 */
export async function turnOffKeyUrl(caller: Caller, input: KeyUrlInput): Promise<ApiKeyView> {
  requirePermission(caller, "keys:manage");
  return change(caller, {}, async (db) => {
    const { id, name } = await requireApiKey(db, input.api_key_id);
    const { count } = await db.apiKey.updateMany({
      where: { id, urlTokenHash: { not: null } },
      data: { urlTokenHash: null, urlTokenMadeAt: null },
    });
    if (count > 0) {
      await recordAudit(db, caller, {
        action: "api_key.url_off",
        targetKind: "api_key",
        targetId: id,
        details: { name },
      });
    }
    return toApiKeyView(await requireApiKey(db, id));
  });
}
