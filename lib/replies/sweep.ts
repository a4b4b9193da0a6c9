import "server-only";
import { conversationsWithAbandonedReplies } from "@/lib/auth/abandoned-replies";
import type { Caller } from "@/lib/auth/caller";
import { jobCaller } from "@/lib/auth/job-caller";
import { NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { dbFor } from "@/lib/db/tenant";
import { writeFailed } from "./built-in";
import { loadContext } from "./context";
import { keepReply } from "./keep-reply";
import { replyLanguage } from "./language";

const INTERRUPTED = {
  code: "interrupted",
  detail: "The server that wrote the reply stopped before it was finished.",
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
    const written = writeFailed(context, replyLanguage(context).language);
    const draft = { ...written, model: row.model, visitorLanguage: null, error: INTERRUPTED, usage: [] };
    await keepReply(caller, context, row.id, draft, null);
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

/**
 * Ends every reply whose instance died. For a job that runs every minute; safe to run twice and at once.
 * @returns how many
 */
export async function sweepReplies({ signal }: { signal?: AbortSignal } = {}): Promise<number> {
  let ended = 0;
  for (const conversation of await conversationsWithAbandonedReplies()) {
    if (signal?.aborted) break;
    try {
      const caller = await jobCaller("reply-sweep", conversation.projectId);
      if (await sweepReplyOf(caller, conversation)) ended += 1;
    } catch (error) {
      // One that can't be ended must not keep the others waiting.
      logger.error({ ...conversation, err: error }, "an interrupted reply could not be ended");
    }
  }
  return ended;
}
