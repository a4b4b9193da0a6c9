import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { ChatbotUpdate, UpdateChatbotSettingsInput } from "./schema";
import { updateChatbot } from "./update";

/**
 * Sets name, description, whether a chatbot answers visitors, and how closely it follows its sources.
 * @throws as `updateChatbot`
 */
export async function updateChatbotSettings(
  caller: Caller,
  { name, description, is_enabled, strictness, ...target }: UpdateChatbotSettingsInput,
): Promise<ChatbotUpdate> {
  return updateChatbot(caller, target, { name, description, is_enabled, strictness });
}
