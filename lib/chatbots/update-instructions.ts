import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { ChatbotUpdate, UpdateChatbotInstructionsInput } from "./schema";
import { updateChatbot } from "./update";

/** Lines between which instructions work best, as the product recommends. */
const BEST_LINES = { least: 15, most: 40 };

/**
 * Replaces the system prompt of a chatbot; the next reply follows it.
 * @throws as `updateChatbot`
 */
export async function updateChatbotInstructions(
  caller: Caller,
  { instructions, ...target }: UpdateChatbotInstructionsInput,
): Promise<ChatbotUpdate> {
  return updateChatbot(caller, target, { instructions }, (fields) => adviceOn(fields.instructions));
}

/** Only for what is far off: a dozen good lines need no remark. */
function adviceOn(instructions: string): string[] {
  const { least, most } = BEST_LINES;
  if (instructions === "") return ["Without instructions the chatbot follows its sources alone."];
  const lines = instructions.split("\n").filter((line) => line.trim() !== "").length;
  if (lines >= least / 2 && lines <= most * 1.5) return [];
  const size = `${lines} ${lines === 1 ? "line" : "lines"}`;
  return [`The instructions have ${size}; between ${least} and ${most} work best.`];
}
