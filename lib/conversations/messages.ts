import "server-only";
import { z } from "zod";
import { readCursor } from "@/lib/db/page";
import type { TenantClient } from "@/lib/db/tenant";
import { type MessageRow, messageColumns } from "./rows";

const key = z.tuple([z.int().min(0).max(2_147_483_647)]);

/**
 * One message more than `limit` of a conversation, from where `cursor` ends.
 * @param direction `older` starts at the newest message and goes back
 */
export async function fetchMessages(
  db: TenantClient,
  conversation: { projectId: string; id: string },
  page: { list: string; cursor: string | undefined; limit: number; direction: "older" | "newer" },
): Promise<MessageRow[]> {
  const after = readCursor(page.list, page.cursor, key)?.[0];
  const isOlder = page.direction === "older";
  return db.message.findMany({
    where: {
      projectId: conversation.projectId,
      conversationId: conversation.id,
      ...(after === undefined ? {} : { position: isOlder ? { lt: after } : { gt: after } }),
    },
    orderBy: { position: isOlder ? "desc" : "asc" },
    take: page.limit + 1,
    select: messageColumns,
  });
}
