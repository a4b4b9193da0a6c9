import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";

/**
 * The project a chatbot belongs to.
 * @throws NotFoundError no such chatbot in a project the caller may see
 */
export async function projectOfChatbot(caller: Caller, input: { chatbot_id: string }): Promise<string> {
  const row = await dbFor(caller).chatbot.findFirst({
    where: { id: input.chatbot_id },
    select: { projectId: true },
  });
  if (!row) throw new NotFoundError("chatbot", input.chatbot_id);
  return row.projectId;
}
