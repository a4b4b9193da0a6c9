import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { chatbotColumns, conversationCounts, toChatbotView } from "./rows";
import type { ChatbotPage, ListChatbotsInput } from "./schema";

const key = z.tuple([z.literal([0, 1]), idOf("chatbot")]);

/** The chatbots of the caller's projects: primary ones first, then by age. */
export async function listChatbots(caller: Caller, input: ListChatbotsInput): Promise<ChatbotPage> {
  requirePermission(caller, "chatbots:read");
  const db = dbFor(caller);
  const list = listName("chatbots", caller);
  const after = readCursor(list, input.cursor, key);
  const rows = await db.chatbot.findMany({
    where: after ? followers(after[0] === 1, after[1]) : {},
    orderBy: [{ isPrimary: "desc" }, { id: "asc" }],
    take: input.limit + 1,
    select: chatbotColumns,
  });
  const counts = await conversationCounts(
    db,
    rows.map((row) => row.id),
  );
  return toViews(
    rows,
    input.limit,
    (row) => toChatbotView(row, counts.get(row.id) ?? 0),
    (row) => toCursor(list, [row.isPrimary ? 1 : 0, row.id]),
  );
}

function followers(isPrimary: boolean, id: string) {
  const peers = { isPrimary, id: { gt: id } };
  return isPrimary ? { OR: [peers, { isPrimary: false }] } : peers;
}
