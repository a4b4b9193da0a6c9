import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { logger } from "@/lib/core/logger";
import { dbFor } from "@/lib/db/tenant";
import type { ReplyContext } from "./context";
import type { ReplyLimits } from "./limits";

/** What came of the reply to a question that was answered before. */
export interface EarlierReply {
  messageId: string;
  state: "answered" | "unanswered" | "failed";
}

/** The kept reply to this very question, when there is one already. */
export async function findEarlierReply(caller: Caller, context: ReplyContext): Promise<EarlierReply | null> {
  const row = await dbFor(caller).reply.findFirst({
    where: {
      projectId: context.projectId,
      conversationId: context.conversationId,
      questionId: context.question.id,
      state: { not: "running" },
      messageId: { not: null },
    },
    select: { messageId: true, state: true },
  });
  return row === null ? null : (row as EarlierReply);
}

/**
 * Makes the row of a reply that begins.
 * @throws NotFoundError the conversation has been deleted meanwhile
 * @throws ConflictError `reply_in_progress`: one is being written in this conversation
 */
export async function startReply(
  caller: Caller,
  context: ReplyContext,
  limits: ReplyLimits,
): Promise<string> {
  const id = newId("reply");
  const { projectId, conversationId, chatbot, question } = context;
  // The unique index lets one of two that begin at once through; a row nobody vouches for any more is the sweep's. The
  // conversation is held, because its visitor may be being deleted.
  const [row] = await dbFor(caller).$queryRaw<{ isThere: boolean; isMade: boolean }[]>`
    WITH held AS (
      SELECT project_id, id FROM conversation
       WHERE project_id = ${projectId} AND id = ${conversationId} FOR KEY SHARE),
    made AS (
      INSERT INTO reply (project_id, id, chatbot_id, conversation_id, question_id, model, strictness, alive_until)
      SELECT project_id, ${id}, ${chatbot.id}, id, ${question.id}, ${chatbot.model},
             ${chatbot.strictness}::strictness, ${new Date(Date.now() + limits.aliveMs)}
        FROM held ON CONFLICT DO NOTHING RETURNING id)
    SELECT EXISTS (SELECT 1 FROM held) AS "isThere", EXISTS (SELECT 1 FROM made) AS "isMade"`;
  if (!row?.isThere) throw new NotFoundError("conversation", conversationId);
  if (!row.isMade) {
    throw new ConflictError("The chatbot is still answering in this conversation.", {
      reason: "reply_in_progress",
      nextStep: "Wait for that answer.",
    });
  }
  return id;
}

/** Takes a reply back that has not begun to be written. */
export async function withdrawReply(
  caller: Caller,
  { projectId }: ReplyContext,
  replyId: string,
): Promise<void> {
  await dbFor(caller).reply.deleteMany({ where: { projectId, id: replyId, state: "running" } });
}

/**
 * Gives signs of life for a running reply until it is stopped. When the reply is no longer ours, because a person took
 * over or the sweep ended it, `onLost` is told once.
 */
export function keepAlive(
  caller: Caller,
  { projectId, conversationId }: ReplyContext,
  replyId: string,
  limits: ReplyLimits,
  onLost: () => void,
): { stop(): void } {
  const timer = setInterval(async () => {
    try {
      const renewed = await dbFor(caller).$executeRaw`
        UPDATE reply r SET alive_until = ${new Date(Date.now() + limits.aliveMs)}
          FROM conversation c
         WHERE r.project_id = ${projectId} AND r.id = ${replyId} AND r.state = 'running'
           AND c.project_id = r.project_id AND c.id = ${conversationId} AND c.handler = 'chatbot'`;
      if (renewed > 0) return;
      clearInterval(timer);
      onLost();
    } catch (error) {
      logger.warn({ err: error, replyId }, "a running reply could not give its sign of life");
    }
  }, limits.renewMs);
  return { stop: () => clearInterval(timer) };
}
