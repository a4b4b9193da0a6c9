import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { requireConnection, viewConnection } from "./rows";
import type { ConnectionView, RenameConnectionInput } from "./schema";

/**
 * Gives a connection another label; what it may do stays as it is.
 * @throws NotFoundError no such connection among those the caller may see
 */
export async function renameConnection(
  caller: Caller,
  input: RenameConnectionInput,
): Promise<ConnectionView> {
  return change(caller, {}, async (db) => {
    const before = await requireConnection(db, caller, input.connection_id);
    if (before.label === input.label) return viewConnection(db, before);
    await db.connection.updateMany({ where: { id: before.id }, data: { label: input.label } });
    await recordAudit(db, caller, {
      action: "connection.rename",
      targetKind: "connection",
      targetId: before.id,
      details: { before: before.label, after: input.label },
    });
    return viewConnection(db, { ...before, label: input.label });
  });
}
