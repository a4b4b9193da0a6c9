import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { asVisitor, type WidgetCaller } from "@/lib/auth/widget-caller";
import { conversationOfVisitor, messageOfVisitor } from "@/lib/conversations/of-visitor";
import { type WrittenByVisitor, writeAsVisitor } from "@/lib/conversations/write-as-visitor";
import { ConflictError, NotFoundError, UnauthenticatedError } from "@/lib/core/errors";
import { EventFeed } from "@/lib/core/event-feed";
import { eventStreamResponse } from "@/lib/core/event-stream";
import { logger } from "@/lib/core/logger";
import { Wakeup } from "@/lib/core/wakeup";
import { subscribe } from "@/lib/db/notifications";
import { captureLead } from "@/lib/leads/capture";
import { detectContact } from "@/lib/leads/detect-contact";
import { type Answer, answerConversation } from "@/lib/replies/answer";
import { openTicketByRule } from "@/lib/tickets/open-by-rule";
import { requireToken } from "./require-visitor";
import { writeReply } from "./running-replies";
import type { PostMessageInput, ReplyEvent } from "./schema";

/** Longest wait for the replies to earlier messages, in milliseconds. */
const MAX_WAIT_MS = 120_000;
/** How often the turn is asked for when nothing is heard. */
const TURN_MS = 2_000;

/** Sends one event to whoever still reads. */
type Send = (event: ReplyEvent) => void;

/**
 * Keeps a visitor's message and answers it, as a stream of `ReplyEvent`s. Once it is accepted the reply is written and
 * kept whether or not the visitor stays; with a person at the conversation there is none.
 * @param answer who writes the reply
 */
export async function postMessage(
  widget: WidgetCaller,
  input: PostMessageInput,
  answer: typeof answerConversation = answerConversation,
): Promise<Response> {
  const written = await writeAsVisitor(widget.caller, {
    tokenHash: requireToken(widget),
    messageId: input.message_id,
    text: input.text,
    pageUrl: input.page_url,
  });
  const caller = asVisitor(widget, written.visitorId);
  const feed = new EventFeed();
  const send: Send = ({ event, data }) => feed.push(event, data);
  send({
    event: "accepted",
    data: { conversation_id: written.conversationId, message: written.message },
  });
  writeReply(async (signal) => {
    try {
      await keepDetectedContact(caller, written);
      await reply(caller, written, send, (onText) =>
        answer(
          caller,
          { conversationId: written.conversationId, questionId: written.message.id },
          { onText, signal },
        ),
      );
    } catch (error) {
      const facts = logFacts(caller, written);
      if (isGone(error)) logger.info(facts, "a visitor was deleted before they were answered");
      else logger.error({ err: error, ...facts }, "a message was kept and not answered");
    } finally {
      feed.end();
    }
  });
  return eventStreamResponse(feed);
}

async function reply(
  caller: Caller,
  { conversationId }: WrittenByVisitor,
  send: Send,
  write: (onText: (text: string) => void) => Promise<Answer>,
): Promise<void> {
  const onText = (text: string) => send({ event: "delta", data: { text } });
  const { messageId, askContact } = await inTurn(caller, conversationId, () => write(onText));
  if (messageId === null) {
    // Without a person, the reply was ended by somebody else, whose message comes by the other stream.
    const conversation = await conversationOfVisitor(caller);
    if (conversation?.handler === "person") send({ event: "waiting", data: { handler: "person" } });
    return;
  }
  const [message, ticket] = await Promise.all([
    messageOfVisitor(caller, { conversationId, messageId }),
    openTicketByRule(caller, conversationId).catch((error: unknown) => {
      logger.error({ err: error, conversationId, requestId: caller.requestId }, "no ticket could be opened");
      return null;
    }),
  ]);
  send({ event: "done", data: { message, ask_contact: askContact, ticket } });
}

/** Runs `write` once no other reply is being written in the conversation: each of several messages gets its own. */
async function inTurn(caller: Caller, conversationId: string, write: () => Promise<Answer>): Promise<Answer> {
  const wakeup = new Wakeup();
  const until = Date.now() + MAX_WAIT_MS;
  const unsubscribe = subscribe("caramel_conversations", {
    onNotification: (payload) => {
      if (payload === `${caller.projectIds[0]} ${conversationId}`) wakeup.wake();
    },
    onListening: () => {},
  });
  try {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        const isBusy = error instanceof ConflictError && error.reason === "reply_in_progress";
        if (!isBusy || Date.now() > until) throw error;
        await wakeup.sleep(TURN_MS);
      }
    }
  } finally {
    unsubscribe();
  }
}

/** Keeps an address that stands in the message, for the team; the visitor is asked for consent besides. */
async function keepDetectedContact(caller: Caller, written: WrittenByVisitor): Promise<void> {
  const found = written.isRepeated ? null : detectContact(written.message.text);
  if (found === null) return;
  const { conversationId } = written;
  try {
    await captureLead(caller, { ...found, conversationId, source: "detected", consent: false });
  } catch (error) {
    if (isGone(error)) return;
    logger.error({ err: error, ...logFacts(caller, written) }, "an address in a message was not kept");
  }
}

/** The visitor has been deleted since they wrote, and their message with them. */
function isGone(error: unknown): boolean {
  return error instanceof NotFoundError || error instanceof UnauthenticatedError;
}

function logFacts(caller: Caller, { conversationId }: WrittenByVisitor) {
  return { requestId: caller.requestId, projectId: caller.projectIds[0], conversationId };
}
