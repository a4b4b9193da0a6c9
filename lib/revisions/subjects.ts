import "server-only";
import { undoableChatbot } from "@/lib/chatbots/undo";
import { undoableSalesRule } from "@/lib/sales-rules/undo";
import type { SubjectKind } from "./schema";
import type { UndoableSubject } from "./subject";

/** A new kind of subject does not compile until it says how its changes are undone. */
export const SUBJECTS: Record<SubjectKind, UndoableSubject> = {
  chatbot: undoableChatbot,
  sales_rule: undoableSalesRule,
};
