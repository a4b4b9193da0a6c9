import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import type { GetChatbotInput, WidgetSighting } from "./schema";

/**
 * Where the chat was last loaded by somebody else's page; null before that has happened.
 * @throws NotFoundError no such chatbot in a project the caller may see
 */
export async function getWidgetSighting(
  caller: Caller,
  input: GetChatbotInput,
): Promise<WidgetSighting | null> {
  requirePermission(caller, "chatbots:read");
  const row = await dbFor(caller).chatbot.findFirst({
    where: { id: input.chatbot_id },
    select: { seenAt: true, seenOrigin: true },
  });
  if (!row) throw new NotFoundError("chatbot", input.chatbot_id);
  const { seenAt, seenOrigin } = row;
  return seenAt && seenOrigin !== null ? { seen_at: seenAt.toJSON(), seen_origin: seenOrigin } : null;
}
