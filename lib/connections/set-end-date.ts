import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { requireMayGrant } from "./reach";
import { lockConnection, requireStanding, toConnectionView, viewConnection } from "./rows";
import type { ConnectionView, SetEndDateInput } from "./schema";

/**
 * Gives a connection another end date, or none. An earlier one is free; a later one, or none, is more time for the
 * client, so it needs somebody who might grant what the connection may do.
 * @throws NotFoundError no such connection among those the caller may see
 * @throws ConflictError it has ended: more time does not bring it back
 * @throws InsufficientPermissionError, InvalidInputError the caller may not grant as much
 */
export async function setEndDate(caller: Caller, input: SetEndDateInput): Promise<ConnectionView> {
  const expiresAt = input.expires_at === null ? null : new Date(input.expires_at);
  return change(caller, {}, async (db) => {
    const before = await lockConnection(db, caller, input.connection_id);
    requireStanding(before);
    if (before.expiresAt?.getTime() === expiresAt?.getTime()) return viewConnection(db, before);
    if (isLater(before.expiresAt, expiresAt)) {
      const { permissions, access } = toConnectionView(before, new Set(), new Date());
      await requireMayGrant(db, caller, { permissions, access });
    }
    await db.connection.updateMany({ where: { id: before.id }, data: { expiresAt } });
    await recordAudit(db, caller, {
      action: "connection.set_end_date",
      targetKind: "connection",
      targetId: before.id,
      details: {
        label: before.label,
        client: before.clientName,
        before: before.expiresAt?.toISOString() ?? null,
        after: expiresAt?.toISOString() ?? null,
      },
    });
    return viewConnection(db, { ...before, expiresAt });
  });
}

function isLater(before: Date | null, after: Date | null): boolean {
  return before !== null && (after === null || after > before);
}
