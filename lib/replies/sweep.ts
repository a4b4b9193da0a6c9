import "server-only";
import { conversationsWithAbandonedReplies } from "@/lib/auth/abandoned-replies";
import type { Caller } from "@/lib/auth/caller";
import { jobCaller } from "@/lib/auth/job-caller";
import { type UnansweredQuestion, unansweredQuestions } from "@/lib/auth/unanswered-questions";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { dbFor } from "@/lib/db/tenant";
import { writeFailed } from "./built-in";
import { loadContext, type ReplyContext } from "./context";
import type { Draft } from "./draft";
import { keepReply } from "./keep-reply";
import { replyLanguage } from "./language";
import { REPLY_LIMITS } from "./limits";
import { findEarlierReply, startReply, withdrawReply } from "./reply-rows";

const INTERRUPTED = {
  code: "interrupted",
  detail: "The server that wrote the reply stopped before it was finished.",
};
const NEVER_BEGUN = {
  code: "interrupted",
  detail: "The server that took the message stopped before it began a reply.",
};

/**
 * Ends the reply of a conversation whose instance died, with a polite message, so that the visitor need not wait and can
 * ask again. Called when the visitor opens the chat or asks again.
 * @returns whether there was one
 */
export async function sweepReplyOf(
  caller: Caller,
  { projectId, conversationId }: { projectId: string; conversationId: string },
): Promise<boolean> {
  const db = dbFor(caller);
  const row = await db.reply.findFirst({
    where: { projectId, conversationId, state: "running", aliveUntil: { lt: new Date() } },
    select: { id: true, questionId: true, model: true },
  });
  if (!row) return false;
  try {
    const context = await loadContext(caller, { conversationId, questionId: row.questionId });
    await keepReply(caller, context, row.id, { ...apology(context, INTERRUPTED), model: row.model }, null);
  } catch (error) {
    // The question is gone: there is nobody to tell.
    if (!(error instanceof NotFoundError)) throw error;
    await db.reply.updateMany({
      where: { projectId, id: row.id, state: "running" },
      data: {
        state: "failed",
        errorCode: INTERRUPTED.code,
        errorDetail: INTERRUPTED.detail,
        finishedAt: new Date(),
      },
    });
  }
  logger.warn({ projectId, replyId: row.id }, "a reply was interrupted and has been ended");
  return true;
}

/** What a visitor is told in place of a reply that will not come. */
function apology(context: ReplyContext, error: typeof INTERRUPTED): Draft {
  const written = writeFailed(context, replyLanguage(context).language);
  return { ...written, model: context.chatbot.model, visitorLanguage: null, error, usage: [] };
}

/**
 * Answers a message that was kept and for which no reply was begun, with the same polite message.
 * @returns false when somebody else has begun to answer it, or answers the conversation
 */
async function sweepQuestion(caller: Caller, question: UnansweredQuestion): Promise<boolean> {
  const context = await loadContext(caller, question);
  if (context.handler === "person") return false;
  let replyId: string;
  try {
    replyId = await startReply(caller, context, REPLY_LIMITS);
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
  if (await findEarlierReply(caller, context)) {
    await withdrawReply(caller, context, replyId);
    return false;
  }
  await keepReply(caller, context, replyId, apology(context, NEVER_BEGUN), null);
  logger.warn({ projectId: context.projectId, replyId }, "a message was never answered and has been now");
  return true;
}

/**
 * Ends every reply whose instance died, and answers the messages for which none was begun. For a job that runs every
 * minute; safe to run twice and at once.
 * @returns how many
 */
export async function sweepReplies({ signal }: { signal?: AbortSignal } = {}): Promise<number> {
  const abandoned = await eachOf(await conversationsWithAbandonedReplies(), sweepReplyOf, signal);
  return abandoned + (await eachOf(await unansweredQuestions(), sweepQuestion, signal));
}

async function eachOf<Found extends { projectId: string; conversationId: string }>(
  found: readonly Found[],
  sweep: (caller: Caller, one: Found) => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let ended = 0;
  for (const one of found) {
    if (signal?.aborted) break;
    try {
      if (await sweep(await jobCaller("reply-sweep", one.projectId), one)) ended += 1;
    } catch (error) {
      // One that can't be ended must not keep the others waiting.
      const { projectId, conversationId } = one;
      logger.error({ projectId, conversationId, err: error }, "an interrupted reply could not be ended");
    }
  }
  return ended;
}
