import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { causeInWords, type ListReplyProblemsInput, type ReplyProblemPage } from "./schema";
import { shortened } from "./sentences";

const key = z.tuple([idOf("reply")]);
/** Of a question, in characters. */
const MAX_QUESTION = 120;

/**
 * The replies of a chatbot that failed, or that the built-in answerer had to give for a model, newest first, with the
 * visitor's question for those who may read conversations.
 * @throws InsufficientPermissionError without `chatbots:read`
 */
export async function listReplyProblems(
  caller: Caller,
  input: ListReplyProblemsInput,
): Promise<ReplyProblemPage> {
  requirePermission(caller, "chatbots:read");
  const db = dbFor(caller);
  const list = listName("reply-problems", caller, { chatbot: input.chatbot_id });
  const after = readCursor(list, input.cursor, key);
  const rows = await db.reply.findMany({
    where: {
      chatbotId: input.chatbot_id,
      AND: [{ errorCode: { not: null } }, { errorCode: { not: "taken_over" } }],
      ...(after && { id: { lt: after[0] } }),
    },
    orderBy: { id: "desc" },
    take: input.limit + 1,
    select: {
      projectId: true,
      id: true,
      conversationId: true,
      questionId: true,
      state: true,
      model: true,
      errorCode: true,
      errorDetail: true,
      startedAt: true,
    },
  });
  const questions = caller.permissions.has("conversations:read")
    ? await db.message.findMany({
        where: { id: { in: rows.map(({ questionId }) => questionId) } },
        select: { id: true, content: true },
      })
    : [];
  const contentOf = new Map(questions.map(({ id, content }) => [id, content]));
  return toViews(
    rows,
    input.limit,
    (row) => ({
      id: row.id,
      conversation_id: row.conversationId,
      question: shortened((contentOf.get(row.questionId) ?? "").replace(/\s+/g, " "), MAX_QUESTION),
      was_answered: row.state === "answered",
      model: row.model,
      cause: causeInWords(row.errorCode ?? ""),
      detail: row.errorDetail,
      at: row.startedAt.toJSON(),
    }),
    (row) => toCursor(list, [row.id]),
  );
}
