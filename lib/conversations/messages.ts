import "server-only";
import { z } from "zod";
import { Prisma } from "@/lib/db/generated/client";
import { readCursor } from "@/lib/db/page";
import type { TenantClient, TenantScope } from "@/lib/db/tenant";
import { type MessageRow, messageColumns } from "./rows";

const key = z.tuple([z.int().min(0).max(2_147_483_647)]);

/**
 * One message more than `limit` of a conversation in a project the caller may see, from where `cursor` ends; none when
 * there is no such conversation. Each project looks into its own index, so it need not be known which one it is.
 * @param direction `older` starts at the newest message and goes back
 */
export async function fetchMessages(
  db: TenantClient,
  scope: TenantScope,
  conversationId: string,
  page: { list: string; cursor: string | undefined; limit: number; direction: "older" | "newer" },
): Promise<MessageRow[]> {
  const after = readCursor(page.list, page.cursor, key)?.[0];
  const [beyond, order] =
    page.direction === "older" ? [Prisma.sql`<`, Prisma.sql`DESC`] : [Prisma.sql`>`, Prisma.sql`ASC`];
  const follows = after === undefined ? Prisma.empty : Prisma.sql`AND m.position ${beyond} ${after}::int`;
  return db.$queryRaw<MessageRow[]>`
    SELECT m.* FROM unnest(${[...scope.projectIds]}::text[]) AS s(id)
     CROSS JOIN LATERAL (
       SELECT ${messageColumns} FROM message m
        WHERE m.project_id = s.id AND m.conversation_id = ${conversationId} ${follows}
        ORDER BY m.position ${order} LIMIT ${page.limit + 1}) m
     ORDER BY m.position ${order}`;
}
