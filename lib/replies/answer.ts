import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { logger } from "@/lib/core/logger";
import { mayAskContact, writeFailed } from "./built-in";
import { composeReply } from "./compose";
import { hasContact } from "./contact";
import { loadContext, type ReplyContext } from "./context";
import type { Draft } from "./draft";
import { keepReply } from "./keep-reply";
import { replyLanguage } from "./language";
import { REPLY_LIMITS, type ReplyLimits } from "./limits";
import { findEarlierReply, keepAlive, startReply, withdrawReply } from "./reply-rows";
import { sweepReplyOf } from "./sweep";

/** Who follows a reply while it is written. */
export interface ReplyListener {
  /** More of the text. What is kept in the end may differ and replaces it. */
  onText(delta: string): void;
  /** Ends the reply early, with a polite message: the process stops. Not the visitor's connection, which may break. */
  signal: AbortSignal;
}

export interface Answer {
  /** Null: nothing was kept, because a person answers this conversation. */
  messageId: string | null;
  state: "answered" | "unanswered" | "failed";
  /** Whether the visitor should be asked for contact details now. */
  askContact: boolean;
}

/**
 * Answers a visitor's message and keeps the answer in the conversation. Trouble with a model, the search or a time limit
 * ends in a polite message in the visitor's language, with the cause in the reply's row and in the log: whoever waits
 * gets an answer within `limits`. A question that was answered before is not answered again.
 * @throws InsufficientPermissionError the caller is neither a visitor nor a job
 * @throws NotFoundError no such conversation or question for the caller
 * @throws ConflictError `reply_in_progress`: one is being written in this conversation
 */
export async function answerConversation(
  caller: Caller,
  input: { conversationId: string; questionId: string },
  listener: ReplyListener,
  limits: ReplyLimits = REPLY_LIMITS,
): Promise<Answer> {
  const context = await loadContext(caller, input);
  const earlier = await findEarlierReply(caller, context);
  if (earlier) return { ...earlier, askContact: asksContact(context, earlier.state) };
  if (context.handler === "person") return { messageId: null, state: "unanswered", askContact: false };
  await sweepReplyOf(caller, context);
  const replyId = await startReply(caller, context, limits);
  // Another one may have answered the very same question since it was looked for.
  const meanwhile = await findEarlierReply(caller, context);
  if (meanwhile) {
    await withdrawReply(caller, context, replyId);
    return { ...meanwhile, askContact: asksContact(context, meanwhile.state) };
  }
  const lost = new AbortController();
  const alive = keepAlive(caller, context, replyId, limits, () => lost.abort());
  try {
    const { draft, firstTextAt } = await compose(caller, context, replyId, limits, {
      onText: (delta) => {
        // Where a person took over, the chatbot falls silent.
        if (!lost.signal.aborted) listener.onText(delta);
      },
      signal: AbortSignal.any([listener.signal, lost.signal]),
    });
    const { messageId } = await keepReply(caller, context, replyId, draft, firstTextAt);
    if (messageId === null) return { messageId, state: "unanswered", askContact: false };
    return { messageId, state: draft.state, askContact: asksContact(context, draft.state) };
  } finally {
    alive.stop();
  }
}

/** The draft, whatever happens; and when its first text went out. */
async function compose(
  caller: Caller,
  context: ReplyContext,
  replyId: string,
  limits: ReplyLimits,
  listener: ReplyListener,
): Promise<{ draft: Draft; firstTextAt: Date | null }> {
  let firstTextAt: Date | null = null;
  const onText = (delta: string) => {
    firstTextAt ??= new Date();
    try {
      listener.onText(delta);
    } catch (error) {
      logger.warn({ err: error, replyId }, "who follows a reply could not take its text");
    }
  };
  const facts = { requestId: caller.requestId, projectId: context.projectId, replyId };
  try {
    const draft = await composeReply(caller, context, { onText, signal: listener.signal }, limits);
    if (draft.error)
      logger.warn({ ...facts, code: draft.error.code, detail: draft.error.detail }, "a model failed");
    return { draft, firstTextAt };
  } catch (error) {
    logger.error({ ...facts, err: error }, "a reply failed");
    const { language } = replyLanguage(context);
    const written = writeFailed(context, language);
    if (firstTextAt === null) onText(written.text);
    const detail = "An error on our side; the log has it under the id of this reply.";
    const failure = { code: "internal_error", detail };
    return {
      draft: { ...written, model: context.chatbot.model, visitorLanguage: null, error: failure, usage: [] },
      firstTextAt,
    };
  }
}

/** When nothing helped, and when the visitor wrote an address that we may not keep yet. */
function asksContact(context: ReplyContext, state: Answer["state"]): boolean {
  return mayAskContact(context) && (state !== "answered" || hasContact(context.question.content));
}
