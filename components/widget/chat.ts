// The chat itself, without its looks: what may be done, and what comes of it.
import type {
  ReplyEvent,
  WidgetEvent,
  WidgetRule,
  WidgetSession,
  WidgetTicket,
} from "@/lib/channels/widget/schema";
import { type Api, ApiError, type Contact, type TicketRequest } from "./api";
import { backOffMs } from "./back-off";
import { follower } from "./follow";
import type { MemoryStore } from "./memory";
import { messageId } from "./message-id";
import {
  type ChatState,
  lastPosition,
  type Notice,
  type Outgoing,
  type Screen,
  stateOf,
  withEarlier,
  withMessage,
  withSession,
  withTicket,
} from "./state";
import { type Store, storeOf } from "./store";
import { isDue, type PageFacts } from "./triggers";
import type { Speech } from "./words/words";

/** So long after the last message an answer may still come while the chat is closed. */
const LIVELY_MS = 30 * 60_000;
/** So long a page that nobody looks at keeps listening. */
const HIDDEN_MS = 5 * 60_000;
/** How often to ask for a reply whose stream broke. */
const SETTLE_MS = 4_000;
/** How often in a row another tab's reply is waited for. */
const MAX_TURNS = 20;

/** What a person can do in the chat. */
export interface ChatActions {
  open(): void;
  close(): void;
  show(screen: Screen): void;
  send(text: string): void;
  /** Sends a message that did not arrive once more. */
  retry(id: string): void;
  keepDraft(text: string): void;
  loadEarlier(): void;
  /** @throws ApiError refused; the form says why */
  leaveContact(contact: Contact): Promise<void>;
  declineContact(): void;
  /** @throws ApiError refused */
  openTicket(request: TicketRequest): Promise<void>;
  /** @throws ApiError refused */
  answerTicket(id: string, message: string): Promise<void>;
  dismissGreeting(): void;
}

export interface Chat extends ChatActions {
  store: Store<ChatState>;
  /** Lets the sales rules look at what happened on the page. */
  notice(facts: PageFacts): void;
}

export interface ChatOptions {
  api: Api;
  memory: MemoryStore;
  session: WidgetSession;
  speech: Speech;
  /** Asks for the session again; also when the token is no longer known. */
  renew(): Promise<WidgetSession>;
  /** The server will not have this page any more. */
  onRefused(error: ApiError): void;
  /** Begins with the chat open. */
  isOpen: boolean;
}

export function chatOf({ api, memory, session, speech, renew, onRefused, isOpen }: ChatOptions): Chat {
  const unsent = memory.readUnsent();
  const store = storeOf<ChatState>({
    ...stateOf(session, speech),
    isOpen,
    draft: unsent.draft,
    outgoing: unsent.messages.map((message) => ({ ...message, state: "failed" as const })),
    ...(isOpen && { unseen: 0 }),
  });
  let rules: readonly WidgetRule[] = session.rules;
  let isAskingRule = false;
  let isSending = false;
  let isRenewing = false;
  /** The chat was taken off the page. */
  let isOver = false;
  let changes = memory.read().changes;
  let hiddenSince: number | null = null;
  const lastAt = Date.parse(session.conversation?.messages.at(-1)?.at ?? "");
  let livelyUntil = Number.isNaN(lastAt) ? 0 : lastAt + LIVELY_MS;

  const set = (change: Partial<ChatState>) => store.set({ ...store.get(), ...change });
  const notify = (notice: Notice | null) => set({ notice });

  const keepUnsent = () => {
    const { draft, outgoing } = store.get();
    memory.writeUnsent({ draft, messages: outgoing.map(({ id, text, at }) => ({ id, text, at })) });
  };

  /** Other tabs of the shop look at the conversation, too. */
  const tellTabs = () => {
    changes = memory.read().changes + 1;
    memory.write({ changes });
  };

  const refresh = async () => {
    if (isRenewing || isOver) return;
    isRenewing = true;
    try {
      const fresh = await renew();
      rules = fresh.rules;
      store.set(withSession(store.get(), fresh));
      if (store.get().notice?.kind !== "wait") notify(null);
    } catch (error) {
      if (error instanceof ApiError && isFinal(error)) end(error);
    } finally {
      isRenewing = false;
    }
  };

  const take = (event: WidgetEvent) => {
    switch (event.event) {
      case "message":
        livelyUntil = Date.now() + LIVELY_MS;
        return store.set(withMessage(store.get(), event.data));
      case "handler":
        return set({ handler: event.data.handler, ...(event.data.handler === "person" && { reply: null }) });
      case "tickets":
        return set({ tickets: event.data });
    }
  };

  const stream = follower({
    api,
    after: () => lastPosition(store.get()),
    take,
    onRefused: () => void refresh(),
  });

  const end = (error: ApiError) => {
    if (isOver) return;
    isOver = true;
    listen();
    onRefused(error);
  };

  const isListening = () => {
    if (isOver) return false;
    const { conversationId, tickets, handler, isOpen: isShown } = store.get();
    if (conversationId === null && tickets.length === 0) return false;
    if (hiddenSince !== null && Date.now() - hiddenSince > HIDDEN_MS) return false;
    return isShown || handler === "person" || Date.now() < livelyUntil;
  };
  const listen = () =>
    stream.want(isListening() ? { isOpen: store.get().isOpen && hiddenSince === null } : null);

  const changeOutgoing = (id: string, change: Partial<Outgoing> | null) =>
    set({
      outgoing: store
        .get()
        .outgoing.flatMap((message) =>
          message.id !== id ? [message] : change === null ? [] : [{ ...message, ...change }],
        ),
    });

  /** Sends what waits, one after the other, so that each question gets its reply. */
  const pump = async () => {
    if (isSending) return;
    isSending = true;
    for (;;) {
      const next = store.get().outgoing.find(({ state }) => state === "waiting");
      if (!next || !(await deliver(next))) break;
    }
    isSending = false;
    keepUnsent();
    void settle();
  };

  const deliver = async (message: Outgoing): Promise<boolean> => {
    for (let turn = 0; ; turn += 1) {
      const progress = { isAccepted: false };
      try {
        for await (const event of api.send(message)) takeReply(message, event, progress);
        return true;
      } catch (error) {
        // What was accepted is answered, even if this stream broke: the answer comes by the other way.
        if (progress.isAccepted) return true;
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 401 && turn === 0) await refresh();
        else if (error.status === 409 && turn < MAX_TURNS) await pause(backOffMs(0));
        else return fail(message, error);
      }
    }
  };

  const takeReply = (message: Outgoing, event: ReplyEvent, progress: { isAccepted: boolean }) => {
    livelyUntil = Date.now() + LIVELY_MS;
    switch (event.event) {
      case "accepted": {
        progress.isAccepted = true;
        changeOutgoing(message.id, null);
        const state = store.get();
        store.set({
          ...withMessage(state, event.data.message),
          conversationId: event.data.conversation_id,
          reply: state.handler === "person" ? null : "",
          notice: null,
          isThanked: false,
        });
        keepUnsent();
        return tellTabs();
      }
      case "delta":
        return set({ reply: (store.get().reply ?? "") + event.data.text });
      case "done": {
        const state = withMessage({ ...store.get(), reply: null }, event.data.message);
        const { ticket, ask_contact: asks } = event.data;
        return store.set({
          ...state,
          asksContact: asks && !state.isKnown && state.leadForm !== "never",
          tickets: ticket ? withTicket(state.tickets, ticket) : state.tickets,
        });
      }
      case "waiting":
        return set({ handler: event.data.handler, reply: null });
    }
  };

  const fail = (message: Outgoing, error: ApiError): false => {
    changeOutgoing(message.id, { state: "failed" });
    // Those behind it wait with it, so that they stay in order.
    set({ outgoing: store.get().outgoing.map((other) => ({ ...other, state: "failed" })) });
    if (isFinal(error)) end(error);
    else if (error.status === 429) {
      const until = Date.now() + (error.retryAfterSeconds ?? 10) * 1_000;
      notify({ kind: "wait", until });
      setTimeout(() => {
        const { notice } = store.get();
        if (notice?.kind !== "wait" || notice.until !== until) return;
        notify(null);
        retryAll();
      }, until - Date.now());
    } else notify({ kind: error.status !== 0 ? "failed" : navigator.onLine ? "unreachable" : "offline" });
    return false;
  };

  const retryAll = () => {
    set({ outgoing: store.get().outgoing.map((message) => ({ ...message, state: "waiting" })) });
    void pump();
  };

  let isSettling = false;
  /** A reply is being written that this tab does not stream: asks for it until it is there. */
  const settle = async () => {
    if (isSettling) return;
    isSettling = true;
    while (store.get().reply !== null && !isSending) {
      await pause(SETTLE_MS);
      if (store.get().reply !== null && !isSending) await refresh();
    }
    isSettling = false;
  };

  const close = () => {
    set({ isOpen: false, screen: { name: "chat" }, isThanked: false });
    memory.write({ isOpen: false });
  };

  store.subscribe(listen);
  memory.onChange((now) => {
    if (now.changes === changes && now.token !== null) return;
    changes = now.changes;
    void refresh();
  });
  document.addEventListener("visibilitychange", () => {
    hiddenSince = document.visibilityState === "hidden" ? Date.now() : null;
    listen();
    if (hiddenSince === null) stream.hurry();
  });
  setInterval(listen, 60_000);
  addEventListener("offline", () => {
    if (store.get().isOpen) notify({ kind: "offline" });
  });
  addEventListener("online", () => {
    if (store.get().notice?.kind === "offline") notify(null);
    stream.hurry();
    retryAll();
  });
  listen();
  void settle();

  return {
    store,
    open() {
      const { greeting } = store.get();
      set({ isOpen: true, unseen: 0, greeting: greeting && { ...greeting, isBeside: false } });
      memory.write({ isOpen: true });
      if (!navigator.onLine) notify({ kind: "offline" });
    },
    close,
    show: (screen) => set({ screen }),
    send(text) {
      const message: Outgoing = { id: messageId(), text, at: Date.now(), state: "waiting" };
      set({ outgoing: [...store.get().outgoing, message], draft: "", asksContact: false });
      keepUnsent();
      if (store.get().outgoing.length > 1 && !isSending) retryAll();
      else void pump();
    },
    retry: retryAll,
    keepDraft(text) {
      if (store.get().draft !== text) set({ draft: text });
      keepUnsent();
    },
    loadEarlier() {
      const { messages, isLoadingEarlier } = store.get();
      const [first] = messages;
      if (!first || isLoadingEarlier) return;
      set({ isLoadingEarlier: true });
      api.history(first.position).then(
        (earlier) => store.set(withEarlier(store.get(), earlier.messages, earlier.has_earlier)),
        () => set({ isLoadingEarlier: false, notice: { kind: navigator.onLine ? "failed" : "offline" } }),
      );
    },
    async leaveContact(contact) {
      await api.leaveContact(contact);
      set({ isKnown: true, isThanked: true, asksContact: false });
      tellTabs();
    },
    declineContact: () => set({ asksContact: false }),
    async openTicket(request) {
      const ticket = await api.openTicket(request);
      keepTicket(ticket);
      tellTabs();
    },
    async answerTicket(id, message) {
      keepTicket(await api.answerTicket(id, message));
    },
    dismissGreeting() {
      const { greeting, unseen } = store.get();
      if (greeting) set({ greeting: { ...greeting, isBeside: false }, unseen: Math.max(0, unseen - 1) });
    },
    notice(facts) {
      const { isOpen: isShown, messages, outgoing, greeting } = store.get();
      if (isOver || isAskingRule || greeting?.isBeside || (isShown && messages.length + outgoing.length > 0))
        return;
      const rule = rules.find((one) => isDue(one, facts));
      if (rule) void speak(rule);
    },
  };

  function keepTicket(ticket: WidgetTicket) {
    livelyUntil = Date.now() + LIVELY_MS;
    set({ tickets: withTicket(store.get().tickets, ticket), screen: { name: "ticket", id: ticket.id } });
  }

  /** Shows a rule's message, unless this visitor has seen it in another tab or on another device. */
  async function speak(rule: WidgetRule) {
    isAskingRule = true;
    rules = rules.filter(({ id }) => id !== rule.id);
    try {
      if (!(await api.ruleShown(rule.id))) return;
      const state = store.get();
      const greeting = { ruleId: rule.id, text: rule.message, after: lastPosition(state) };
      set({
        greeting: { ...greeting, isBeside: !state.isOpen },
        unseen: state.isOpen ? 0 : state.unseen + 1,
      });
    } catch {
      // Unknown whether it counted; the next page asks for the rules again.
    } finally {
      isAskingRule = false;
    }
  }
}

/** Whether asking again makes no sense: the page may not show this chatbot, or there is none. */
export function isFinal({ status }: ApiError): boolean {
  return status === 403 || status === 404;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
