import "server-only";
import { recordAudits } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import type { Prisma } from "@/lib/db/generated/client";
import { visibleTo } from "./rows";
import type { RevokeConnectionsInput, RevokedConnections } from "./schema";

/**
 * Ends all connections of a client, of a member or of the organisation at once, as far as the caller may see them: an
 * admin everybody's, a member their own. Each gets its line in the audit log.
 * @throws NotFoundError another member, and the caller is no admin
 */
export async function revokeConnections(
  caller: Caller,
  input: RevokeConnectionsInput,
): Promise<RevokedConnections> {
  const visible = visibleTo(caller);
  if (input.of === "member" && visible.userId !== undefined && visible.userId !== input.user_id) {
    throw new NotFoundError("member", input.user_id);
  }
  return change(caller, {}, async (db) => {
    const now = new Date();
    const ended = await db.connection.updateManyAndReturn({
      where: {
        AND: [
          visible,
          chosen(input),
          { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
        ],
      },
      data: { revokedAt: now, revokedById: caller.actor.kind === "person" ? caller.actor.userId : null },
      select: { id: true, label: true, clientName: true },
    });
    // Authorization artifacts have no tenant of their own; the connections above are proven to be the caller's.
    await db.$executeRaw`DELETE FROM oauth_artifact WHERE grant_id = ANY (${ended.map(({ id }) => id)}::text[])`;
    await recordAudits(
      db,
      caller,
      ended.map(({ id, label, clientName }) => ({
        action: "connection.revoke",
        targetKind: "connection",
        targetId: id,
        details: {
          label,
          client: clientName,
          reason: `all_of_${input.of === "all" ? "organisation" : input.of}`,
        },
      })),
    );
    return { ended: ended.length };
  });
}

function chosen(input: RevokeConnectionsInput): Prisma.ConnectionWhereInput {
  if (input.of === "client") return { clientId: input.client_id };
  return input.of === "member" ? { userId: input.user_id } : {};
}
