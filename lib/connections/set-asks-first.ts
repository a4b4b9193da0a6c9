import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { requireMayGrant } from "./reach";
import { lockConnection, requireStanding, toConnectionView, viewConnection } from "./rows";
import type { ConnectionView, SetAsksFirstInput } from "./schema";

/**
 * Makes a connection's changes wait for a person's approval, or stops that. To stop it is to grant more, so it needs
 * somebody who might grant what the connection may do.
 * @throws NotFoundError no such connection among those the caller may see
 * @throws ConflictError it has ended
 * @throws InsufficientPermissionError, InvalidInputError the caller may not grant as much
 */
export async function setAsksFirst(caller: Caller, input: SetAsksFirstInput): Promise<ConnectionView> {
  return change(caller, {}, async (db) => {
    const before = await lockConnection(db, caller, input.connection_id);
    requireStanding(before);
    if (before.asksFirst === input.asks_first) return viewConnection(db, before);
    if (!input.asks_first) {
      const { permissions, access } = toConnectionView(before, new Set(), new Date());
      await requireMayGrant(db, caller, { permissions, access });
    }
    await db.connection.updateMany({ where: { id: before.id }, data: { asksFirst: input.asks_first } });
    await recordAudit(db, caller, {
      action: input.asks_first ? "connection.ask_first" : "connection.stop_asking",
      targetKind: "connection",
      targetId: before.id,
      details: { label: before.label, client: before.clientName },
    });
    return viewConnection(db, { ...before, asksFirst: input.asks_first });
  });
}
