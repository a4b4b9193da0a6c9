import "server-only";
import { idPattern } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";

/** What everybody sees who has a chatbot's id, which stands in the source of every page that shows it. */
export interface PublicChatbot {
  id: string;
  name: string;
  isEnabled: boolean;
}

/** The chatbot with this id; null when there is none. For pages that anybody may see. */
export async function publicChatbot(id: string): Promise<PublicChatbot | null> {
  if (!idPattern("chatbot").test(id)) return null;
  return prisma.chatbot.findFirst({ where: { id }, select: { id: true, name: true, isEnabled: true } });
}
