import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantClient } from "@/lib/db/tenant";

/**
 * The chatbot that figures were asked for; null when they were asked for all.
 * @throws NotFoundError no such chatbot in a project the caller may see
 */
export async function namedChatbot(
  db: TenantClient,
  chatbotId: string | undefined,
): Promise<{ id: string; name: string } | null> {
  if (chatbotId === undefined) return null;
  const chatbot = await db.chatbot.findFirst({
    where: { id: chatbotId },
    select: { id: true, name: true },
  });
  if (!chatbot) throw new NotFoundError("chatbot", chatbotId);
  return chatbot;
}
