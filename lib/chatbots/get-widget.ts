import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { toWidgetSettings, widgetColumns } from "./rows";
import type { GetChatbotInput, WidgetSettings } from "./schema";

/**
 * How a chatbot behaves on websites.
 * @throws NotFoundError no such chatbot in a project the caller may see
 */
export async function getChatbotWidget(caller: Caller, input: GetChatbotInput): Promise<WidgetSettings> {
  requirePermission(caller, "chatbots:read");
  const row = await dbFor(caller).chatbot.findFirst({
    where: { id: input.chatbot_id },
    select: widgetColumns,
  });
  if (!row) throw new NotFoundError("chatbot", input.chatbot_id);
  return toWidgetSettings(row);
}
