import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { ChatbotUpdate, UpdateChatbotModelInput } from "./schema";
import { updateChatbot } from "./update";

/**
 * Sets the model that writes a chatbot's replies, its temperature, or both.
 * @throws as `updateChatbot`
 */
export async function updateChatbotModel(
  caller: Caller,
  { model, temperature, ...target }: UpdateChatbotModelInput,
): Promise<ChatbotUpdate> {
  return updateChatbot(caller, target, { model, temperature });
}
