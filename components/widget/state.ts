// What the chat looks like at one moment, and how messages come together, from wherever and in whatever order they arrive.
import type { WidgetLook, WidgetMessage, WidgetSession, WidgetTicket } from "@/lib/channels/widget/schema";
import type { Speech } from "./words/words";

/** A message of this tab on its way. */
export interface Outgoing {
  /** Made here; the server keeps one message for it, however often it is sent. */
  id: string;
  text: string;
  at: number;
  state: "waiting" | "failed";
}

export type Screen =
  | { name: "chat" }
  | { name: "tickets" }
  | { name: "ask" }
  | { name: "ticket"; id: string };

/** What a sales rule said, and behind which message. */
export interface Greeting {
  ruleId: string;
  text: string;
  after: number;
  /** Shown beside the launcher, not yet in the chat. */
  isBeside: boolean;
}

export type Notice =
  | { kind: "offline" | "unreachable" | "failed" }
  /** Too much at once; free again at `until` (epoch milliseconds). */
  | { kind: "wait"; until: number };

export interface ChatState {
  look: WidgetLook;
  speech: Speech;
  leadForm: WidgetSession["lead_form"];
  consentText: string;
  ticketsEnabled: boolean;
  /** The visitor left contact details, now or earlier. */
  isKnown: boolean;
  /** Contact details were sent a moment ago. */
  isThanked: boolean;
  isOpen: boolean;
  screen: Screen;
  conversationId: string | null;
  /** Kept messages by position. */
  messages: readonly WidgetMessage[];
  hasEarlier: boolean;
  isLoadingEarlier: boolean;
  outgoing: readonly Outgoing[];
  /** What was half written when the page was left. */
  draft: string;
  /** The reply that is being written: its text so far; null when none is. */
  reply: string | null;
  handler: "chatbot" | "person";
  unseen: number;
  tickets: readonly WidgetTicket[];
  /** The chatbot has asked for contact details. */
  asksContact: boolean;
  notice: Notice | null;
  greeting: Greeting | null;
}

export function stateOf(session: WidgetSession, speech: Speech): ChatState {
  return {
    ...factsOf(session),
    speech,
    isThanked: false,
    isOpen: false,
    screen: { name: "chat" },
    isLoadingEarlier: false,
    outgoing: [],
    draft: "",
    asksContact: false,
    notice: null,
    greeting: null,
    messages: session.conversation?.messages ?? [],
    hasEarlier: session.conversation?.has_earlier ?? false,
    reply: session.conversation?.is_replying ? "" : null,
  };
}

/** What a session says that holds whatever happened here before. */
function factsOf(session: WidgetSession) {
  const { conversation } = session;
  return {
    look: session.look,
    leadForm: session.lead_form,
    consentText: session.consent_text,
    ticketsEnabled: session.tickets_enabled,
    isKnown: session.is_known,
    conversationId: conversation?.id ?? null,
    handler: conversation?.handler ?? ("chatbot" as const),
    unseen: conversation?.unseen ?? 0,
    tickets: session.tickets,
  };
}

/** The state after a later session of the same visitor: what it brings is added, and what was typed stays. */
export function withSession(state: ChatState, session: WidgetSession): ChatState {
  const { conversation } = session;
  const isSame = conversation?.id === state.conversationId;
  const kept = conversation?.messages ?? [];
  const next: ChatState = {
    ...state,
    ...factsOf(session),
    ...(state.isOpen && { unseen: 0 }),
    isKnown: state.isKnown || session.is_known,
    messages: isSame ? state.messages : [],
    hasEarlier: isSame && state.messages.length > 0 ? state.hasEarlier : (conversation?.has_earlier ?? false),
    reply: conversation?.is_replying ? (state.reply ?? "") : null,
  };
  // Those in between are not known; the newest ones count, and earlier ones can be asked for again.
  const last = next.messages.at(-1);
  const [first] = kept;
  if (last && first && first.position > last.position + 1) {
    next.messages = [];
    next.hasEarlier = conversation?.has_earlier ?? false;
  }
  const { unseen, reply } = next;
  return { ...kept.reduce(withMessage, next), unseen, reply };
}

/**
 * The state with one more message. One that is known already changes nothing; the visitor's own takes the place of the
 * one on its way, a reply that of what was streamed.
 */
export function withMessage(state: ChatState, message: WidgetMessage): ChatState {
  if (state.messages.some(({ id }) => id === message.id)) return state;
  const at = state.messages.findLastIndex(({ position }) => position < message.position) + 1;
  const isNewest = at === state.messages.length;
  const isOurs = message.from === "visitor";
  const arrived = isOurs ? state.outgoing.findIndex(({ text }) => text.trim() === message.text.trim()) : -1;
  return {
    ...state,
    messages: state.messages.toSpliced(at, 0, message),
    outgoing: arrived === -1 ? state.outgoing : state.outgoing.toSpliced(arrived, 1),
    reply: isNewest && !isOurs ? null : state.reply,
    unseen: isNewest && !isOurs && !state.isOpen ? state.unseen + 1 : state.unseen,
  };
}

/** Earlier messages in front of those that are shown. */
export function withEarlier(
  state: ChatState,
  messages: readonly WidgetMessage[],
  hasEarlier: boolean,
): ChatState {
  const first = state.messages[0]?.position ?? Number.POSITIVE_INFINITY;
  const earlier = messages.filter(({ position }) => position < first);
  return { ...state, messages: [...earlier, ...state.messages], hasEarlier, isLoadingEarlier: false };
}

/** Name of the person who answers; null when it is the chatbot or the name is not known. */
export function personIn(state: ChatState): string | null {
  if (state.handler !== "person") return null;
  return state.messages.findLast(({ from }) => from === "person")?.name ?? null;
}

/** Position of the newest message; -1 for none. */
export function lastPosition(state: ChatState): number {
  return state.messages.at(-1)?.position ?? -1;
}

/** Contact details come before the first message. */
export function needsContactFirst(state: ChatState): boolean {
  return (
    state.leadForm === "before_chat" &&
    !state.isKnown &&
    state.messages.length === 0 &&
    state.outgoing.length === 0
  );
}

/** The list with this ticket as it is now, newest first. */
export function withTicket(tickets: readonly WidgetTicket[], ticket: WidgetTicket): WidgetTicket[] {
  return [ticket, ...tickets.filter(({ id }) => id !== ticket.id)].sort((a, b) =>
    b.created_at.localeCompare(a.created_at),
  );
}
