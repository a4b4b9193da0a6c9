import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { lastTrainings } from "@/lib/knowledge/last-trainings";
import { chatbotDetailColumns, conversationCounts, toChatbotDetail } from "./rows";
import type { ChatbotDetail, GetChatbotInput } from "./schema";

/**
 * The whole configuration of one chatbot, and how its last retraining went.
 * @throws NotFoundError no such chatbot in a project the caller may see
 */
export async function getChatbot(caller: Caller, input: GetChatbotInput): Promise<ChatbotDetail> {
  requirePermission(caller, "chatbots:read");
  const db = dbFor(caller);
  const row = await db.chatbot.findFirst({ where: { id: input.chatbot_id }, select: chatbotDetailColumns });
  if (!row) throw new NotFoundError("chatbot", input.chatbot_id);
  const [counts, trainings] = await Promise.all([
    conversationCounts(db, [row.id]),
    lastTrainings(caller, [row.id]),
  ]);
  return toChatbotDetail(row, counts.get(row.id) ?? 0, trainings.get(row.id));
}
