import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { requireModelProvider } from "./rows";
import { type ModelProviderInput, PROVIDER_NAMES, type ProviderKind } from "./schema";

/**
 * Forgets a model provider with its key. Its chatbots answer with the built-in answerer from then on.
 * @throws InsufficientPermissionError without `organisation:manage`
 * @throws NotFoundError no such provider in the caller's organisation
 */
export async function removeModelProvider(
  caller: Caller,
  input: ModelProviderInput,
): Promise<{ removed: true }> {
  requirePermission(caller, "organisation:manage");
  return change(caller, {}, async (db) => {
    const { id, kind } = await requireModelProvider(db, input.provider_id);
    await db.modelProvider.deleteMany({ where: { id } });
    await recordAudit(db, caller, {
      action: "model_provider.delete",
      targetKind: "model_provider",
      targetId: id,
      details: { name: PROVIDER_NAMES[kind as ProviderKind] },
    });
    return { removed: true };
  });
}
