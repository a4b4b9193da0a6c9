import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { ChatbotUpdate, UpdateChatbotLanguageInput } from "./schema";
import { updateChatbot } from "./update";

/**
 * Fixes the language of a chatbot's replies, or leaves it to each visitor's.
 * @throws as `updateChatbot`
 */
export async function updateChatbotLanguage(
  caller: Caller,
  { language, ...target }: UpdateChatbotLanguageInput,
): Promise<ChatbotUpdate> {
  return updateChatbot(caller, target, { language });
}
