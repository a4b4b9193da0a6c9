import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantClient, TenantScope } from "@/lib/db/tenant";
import { type ConversationDetailRow, conversationColumns } from "./rows";

/** @throws NotFoundError no such conversation in a project the caller may see */
export async function findConversation(
  db: TenantClient,
  scope: TenantScope,
  id: string,
): Promise<ConversationDetailRow> {
  const [row] = await db.$queryRaw<ConversationDetailRow[]>`
    SELECT ${conversationColumns}, c.external_id AS "externalId", v.id AS "visitorId",
           v.external_id AS "visitorExternalId", v.name AS "visitorName", v.email AS "visitorEmail",
           v.phone AS "visitorPhone", v.attributes AS "visitorAttributes"
      FROM conversation c
      JOIN chatbot b ON b.project_id = c.project_id AND b.id = c.chatbot_id
      LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
     WHERE c.project_id = ANY (${[...scope.projectIds]}::text[]) AND c.id = ${id}`;
  if (!row) throw new NotFoundError("conversation", id);
  return row;
}
