import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { ChatbotUpdate, UpdateChatbotLabelsInput } from "./schema";
import { updateChatbot } from "./update";

/**
 * Sets the words that visitors see around the conversation.
 * @throws as `updateChatbot`
 */
export async function updateChatbotLabels(
  caller: Caller,
  input: UpdateChatbotLabelsInput,
): Promise<ChatbotUpdate> {
  return updateChatbot(caller, input, {
    "labels.welcome_message": input.welcome_message,
    "labels.input_placeholder": input.input_placeholder,
    "labels.thinking_label": input.thinking_label,
    "labels.submit_label": input.submit_label,
  });
}
