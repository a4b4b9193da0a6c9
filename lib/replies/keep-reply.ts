import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { appendMessage } from "@/lib/conversations/append-message";
import { change } from "@/lib/db/change";
import { countTokens } from "@/lib/model-providers/count-tokens";
import type { ReplyContext } from "./context";
import type { Draft } from "./draft";

/** How a reply ended, in the database. */
export interface KeptReply {
  /** Null when nothing was kept: a person took over, or the reply had been ended already. */
  messageId: string | null;
}

/**
 * Ends a running reply: its message, its row, the tokens of the day and the visitor's language, all or nothing. Nothing
 * of the text is kept when a person took over meanwhile; what was spent counts all the same.
 */
export async function keepReply(
  caller: Caller,
  context: ReplyContext,
  replyId: string,
  draft: Draft,
  firstTextAt: Date | null,
): Promise<KeptReply> {
  const { projectId, conversationId, chatbot } = context;
  return change(caller, {}, async (db) => {
    const [conversation] = await db.$queryRaw<{ handler: "chatbot" | "person" }[]>`
      SELECT handler::text AS handler FROM conversation
       WHERE project_id = ${projectId} AND id = ${conversationId} FOR NO KEY UPDATE`;
    const isOurs = conversation?.handler === "chatbot";
    const sum = (count: "inputTokens" | "outputTokens") =>
      draft.usage.reduce((total, one) => total + one[count], 0);
    const { count } = await db.reply.updateMany({
      where: { projectId, id: replyId, state: "running" },
      data: {
        state: isOurs ? draft.state : "unanswered",
        model: draft.model,
        errorCode: isOurs ? (draft.error?.code ?? null) : "taken_over",
        errorDetail: isOurs ? (draft.error?.detail ?? "") : "A person took over while it was being written.",
        inputTokens: sum("inputTokens"),
        outputTokens: sum("outputTokens"),
        firstTextAt,
        finishedAt: new Date(),
      },
    });
    let messageId: string | null = null;
    if (count > 0 && isOurs) {
      const message = await appendMessage(db, projectId, conversationId, {
        role: "agent",
        content: draft.text,
        author: { kind: "chatbot", id: chatbot.id },
        sources: draft.sources,
      });
      messageId = message.id;
      await db.reply.updateMany({ where: { projectId, id: replyId }, data: { messageId } });
    }
    if (draft.visitorLanguage !== null && draft.visitorLanguage !== context.visitorLanguage) {
      await db.conversation.updateMany({
        where: { projectId, id: conversationId },
        data: { visitorLanguage: draft.visitorLanguage },
      });
    }
    for (const used of draft.usage) await countTokens(db, projectId, used);
    return { messageId };
  });
}
