import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantTransaction } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import { announceConversation } from "./announce";
import { memberNames } from "./member-names";
import type { ConversationHandler, ConversationState, Platform } from "./schema";

/** A conversation that a member is about to change. */
export interface LockedState {
  projectId: string;
  id: string;
  handler: ConversationHandler;
  assigneeId: string | null;
  isUnread: boolean;
  platform: Platform;
  /** Whether the visitor came by the widget, and so can be answered. */
  isReachable: boolean;
}

/**
 * The conversation, locked until the transaction ends: who answers it changes for one at a time.
 * @throws NotFoundError no such conversation in a project the caller may see
 */
export async function lockConversation(
  db: TenantTransaction,
  caller: Caller,
  id: string,
): Promise<LockedState> {
  const [row] = await db.$queryRaw<LockedState[]>`
    SELECT c.project_id AS "projectId", c.id, c.handler::text AS handler, c.assignee_id AS "assigneeId",
           c.is_unread AS "isUnread", c.platform::text AS platform,
           EXISTS (SELECT 1 FROM visitor v WHERE v.project_id = c.project_id AND v.id = c.visitor_id
                      AND v.token_hash IS NOT NULL) AS "isReachable"
      FROM conversation c
     WHERE c.project_id = ANY (${[...caller.projectIds]}::text[]) AND c.id = ${id} FOR NO KEY UPDATE OF c`;
  if (!row) throw new NotFoundError("conversation", id);
  return row;
}

/** What may change of it. */
type StateChange = Partial<Pick<LockedState, "handler" | "assigneeId" | "isUnread">>;

/**
 * Changes who answers or looks after a locked conversation and tells everybody who watches; the same again changes and
 * tells nothing.
 */
export async function changeState(
  db: TenantTransaction,
  before: LockedState,
  wanted: StateChange,
): Promise<{ isChanged: boolean; state: ConversationState }> {
  const after = { ...before, ...wanted };
  const isChanged =
    after.handler !== before.handler ||
    after.assigneeId !== before.assigneeId ||
    after.isUnread !== before.isUnread;
  if (isChanged) {
    await db.conversation.update({
      where: { projectId_id: { projectId: before.projectId, id: before.id } },
      data: { handler: after.handler, assigneeId: after.assigneeId, isUnread: after.isUnread },
      select: { id: true },
    });
    await announce(db, before.projectId, { kind: "conversation" });
    await announceConversation(db, before.projectId, before.id);
  }
  const names = await memberNames(db, [after.assigneeId]);
  return {
    isChanged,
    state: {
      id: after.id,
      handler: after.handler,
      assignee:
        after.assigneeId === null
          ? null
          : { user_id: after.assigneeId, name: names.get(after.assigneeId) ?? null },
      is_unread: after.isUnread,
    },
  };
}

/**
 * The member who acts, whose name stands behind what they do in a conversation.
 * @returns null for an operator or a job, who answer nobody
 */
export function actingMember({ actor }: Caller): string | null {
  return actor.kind === "person" ? actor.userId : null;
}
