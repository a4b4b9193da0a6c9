import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { withDiff } from "@/lib/revisions/diff";
import type { RevisionChange } from "@/lib/revisions/schema";
import type { UpdateChatbotInstructionsInput } from "./schema";
import { updateChatbotInstructions } from "./update-instructions";

/**
 * What new instructions would change, line by line, and advice about them; nothing is changed.
 * @throws as `updateChatbotInstructions`
 */
export async function previewInstructions(
  caller: Caller,
  input: UpdateChatbotInstructionsInput,
): Promise<{ changes: RevisionChange[]; hints: string[] }> {
  const { changes, hints } = await updateChatbotInstructions(caller, { ...input, dry_run: true });
  return { changes: withDiff(changes), hints };
}
