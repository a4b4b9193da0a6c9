import "server-only";
import { type WidgetCaller, widgetCaller } from "@/lib/auth/widget-caller";
import { markSeenByVisitor, newForVisitor } from "@/lib/conversations/follow";
import { AppError, RateLimitedError } from "@/lib/core/errors";
import { type EventSource, formatEvent, HEARTBEAT, HEARTBEAT_MS } from "@/lib/core/event-stream";
import { Wakeup } from "@/lib/core/wakeup";
import { holdStream } from "@/lib/db/event-streams";
import { subscribe } from "@/lib/db/notifications";
import { listTicketsOfVisitor } from "@/lib/tickets/list-of-visitor";
import { requireVisitor } from "./require-visitor";
import type { WidgetEvent } from "./schema";

/** Streams that one visitor may have open, at all instances together: tabs of the shop. */
export const MAX_VISITOR_STREAMS = 8;
/** Longest life of a stream; the widget opens the next one where this one ended. */
const MAX_STREAM_MS = 10 * 60_000;
/** How long it may take until a stream ends whose visitor, page or chatbot is no longer welcome. */
const CHECK_MS = 30_000;

/**
 * Follows the conversation of a visitor and their tickets: what is new since `after`, then everything as it happens, at
 * whichever instance, as `WidgetEvent`s.
 * @throws UnauthenticatedError nobody is known by the visitor's token
 * @throws RateLimitedError the visitor has too many open already
 */
export async function watchConversation(
  widget: WidgetCaller,
  input: { after: number; is_open: boolean },
): Promise<EventSource> {
  const caller = requireVisitor(widget);
  const { projectId, visitorId, chatbot } = widget;
  const wakeup = new Wakeup();
  let isOver = false;
  const stream = await holdStream(
    { credential: visitorId ?? "", endpoint: `widget:${chatbot.id}` },
    MAX_VISITOR_STREAMS,
    () => {
      isOver = true;
      wakeup.wake();
    },
  );
  if (stream === null) {
    throw new RateLimitedError(`The chat is open in ${MAX_VISITOR_STREAMS} places already.`, 30, {
      nextStep: "Close one of them.",
    });
  }
  let conversationId: string | null = null;
  const unsubscribe = subscribe("caramel_conversations", {
    onNotification: (payload) => {
      // A visitor without a conversation is told by their own id.
      if (payload === `${projectId} ${conversationId}` || payload === `${projectId} ${visitorId}`)
        wakeup.wake();
    },
    // What happened between the first look and this moment was not announced to us.
    onListening: () => wakeup.wake(),
  });
  const opened = Date.now();
  let checkedAt = opened;
  let isFirst = true;
  let { after } = input;
  let seen = -1;
  let handler: string | undefined;
  let ticketsAt: number | null = null;

  const look = async (): Promise<string> => {
    let now = await newForVisitor(caller, after);
    if (conversationId !== null && now.conversationId !== conversationId) {
      // Another one began, which counts from its own beginning.
      after = seen = -1;
      now = await newForVisitor(caller, after);
    }
    conversationId = now.conversationId;
    const events: WidgetEvent[] = now.messages.map((data) => ({ event: "message", data }));
    after = now.messages.at(-1)?.position ?? after;
    // There may be more than fits at once.
    if (now.messages.length > 0) wakeup.wake();
    if (now.handler !== handler) events.unshift({ event: "handler", data: { handler: now.handler } });
    handler = now.handler;
    if (now.ticketsAt !== ticketsAt)
      events.push({ event: "tickets", data: await listTicketsOfVisitor(caller) });
    ticketsAt = now.ticketsAt;
    if (input.is_open && conversationId !== null && after > seen) {
      await markSeenByVisitor(caller, { conversationId, position: after });
      seen = after;
    }
    return events.map(({ event, data }) => formatEvent(event, JSON.stringify(data))).join("");
  };

  const isWelcome = async (): Promise<boolean> => {
    if (Date.now() - checkedAt < CHECK_MS) return true;
    checkedAt = Date.now();
    try {
      const now = await widgetCaller(chatbot.id, { bearer: widget.token.text, origin: widget.origin });
      return now.visitorId === visitorId;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  };

  return {
    async next() {
      const woken = isFirst ? "woken" : await wakeup.sleep(HEARTBEAT_MS);
      isFirst = false;
      if (isOver || Date.now() - opened > MAX_STREAM_MS || !(await isWelcome())) return null;
      return woken === "time" ? HEARTBEAT : (await look()) || HEARTBEAT;
    },
    close() {
      isOver = true;
      wakeup.wake();
      unsubscribe();
      stream.close();
    },
  };
}
