// The messages, in the order in which they were said, and the reply that is being written.
import type { WidgetMessage } from "@/lib/channels/widget/schema";
import type { ChatActions } from "../chat";
import { safeAddress } from "../markdown";
import type { ChatState, Outgoing } from "../state";
import { fill, type Speech } from "../words/words";
import { arrange, attribute, el, icon, text, textButton } from "./dom";
import { link, markdownNodes } from "./markdown-nodes";

/** So close to the end, in pixels, counts as being there. */
const NEAR_END_PX = 80;
/** Sources that are shown under an answer. */
const MAX_SOURCES = 5;

export interface MessagesView {
  element: HTMLElement;
  update(state: ChatState): void;
  /** Goes to the newest message. */
  toEnd(): void;
}

export function messagesView(actions: ChatActions, speech: Speech): MessagesView {
  const { words } = speech;
  const list = el("ol", { class: "messages" });
  // New entries are read out; what is still being written is outside, so that it is read once, when it is whole.
  const log = el("div", { role: "log", "aria-live": "polite", "aria-label": words.conversation }, list);
  const draft = el("div", { class: "bubble", dir: "auto" });
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  const writing = el("div", { class: "message chatbot writing", "aria-hidden": "true" }, avatar(null), draft);
  const status = el("p", { class: "hidden", role: "status" });
  const inner = el("div", { class: "inner" }, log, writing, status);
  const scroller = el(
    "div",
    { class: "scroller", tabindex: "0", "aria-label": words.conversation, role: "group" },
    inner,
  );
  const newest = textButton(words.newest, () => toEnd(), "newest");
  newest.prepend(icon("down"));
  const element = el("div", { class: "log" }, scroller, newest);
  newest.hidden = true;

  const entries = new Map<string, { element: HTMLElement; mark: string }>();
  const earlier = el("li", { class: "earlier" }, textButton(words.earlier, actions.loadEarlier, "quiet"));
  let isAtEnd = true;
  let lastKey = "";
  let firstKey = "";
  let shownDraft = "";

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
  };
  scroller.addEventListener(
    "scroll",
    () => {
      isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
      if (isAtEnd) newest.hidden = true;
    },
    { passive: true },
  );
  // Also when the window or the input grows, the end stays in sight.
  new ResizeObserver(() => isAtEnd && toEnd()).observe(scroller);

  const entry = (key: string, mark: string, make: () => HTMLElement): HTMLElement => {
    const known = entries.get(key);
    if (known?.mark === mark) return known.element;
    const made = { element: make(), mark };
    entries.set(key, made);
    return made.element;
  };

  const update = (state: ChatState) => {
    const items: HTMLElement[] = [];
    if (state.hasEarlier) items.push(earlier);
    else {
      const { welcome_message: welcome } = state.look;
      items.push(
        entry("welcome", welcome, () => said("chatbot", null, markdownNodes(welcome, words.newTab))),
      );
    }
    let day = "";
    const greeting = greetingOf(state);
    if (greeting && greeting.after < (state.messages[0]?.position ?? 0)) items.push(greeted(greeting.text));
    for (const message of state.messages) {
      const date = new Date(message.at);
      const thisDay = date.toDateString();
      if (thisDay !== day) {
        day = thisDay;
        items.push(entry(`day ${thisDay}`, "", () => el("li", { class: "day" }, dayName(date, speech))));
      }
      items.push(entry(message.id, "", () => messageNode(message, actions, speech)));
      if (greeting?.after === message.position) items.push(greeted(greeting.text));
    }
    if (greeting && state.messages.length === 0 && !items.includes(greeted(greeting.text)))
      items.push(greeted(greeting.text));
    for (const message of state.outgoing) {
      items.push(entry(message.id, message.state, () => outgoingNode(message, actions, speech)));
    }
    attribute(earlier, "aria-busy", state.isLoadingEarlier && "true");
    const heightBefore = scroller.scrollHeight;
    const nextFirst = state.messages[0]?.id ?? "";
    arrange(list, items);
    if (firstKey !== "" && nextFirst !== firstKey && lastKey === keyOfLast(state)) {
      // Earlier ones came on top; what was looked at stays where it was.
      scroller.scrollTop += scroller.scrollHeight - heightBefore;
    }
    firstKey = nextFirst;
    write(state);
    const last = keyOfLast(state);
    if (last !== lastKey) {
      const isOwn = state.outgoing.length > 0 || state.messages.at(-1)?.from === "visitor";
      if (isAtEnd || isOwn || lastKey === "") toEnd();
      else newest.hidden = false;
      lastKey = last;
    }
  };

  const greeted = (greeting: string) =>
    entry("greeting", greeting, () => said("chatbot", null, markdownNodes(greeting, words.newTab)));

  const write = (state: ChatState) => {
    const isWriting = state.reply !== null;
    attribute(writing, "hidden", !isWriting);
    text(status, isWriting ? state.look.thinking_label : "");
    const now = state.reply ?? "";
    const mark = `${now === "" ? state.look.thinking_label : ""}|${now}`;
    if (!isWriting || mark === shownDraft) return;
    shownDraft = mark;
    if (now === "") draft.replaceChildren(el("span", { class: "muted" }, state.look.thinking_label), dots);
    else draft.replaceChildren(...markdownNodes(now, words.newTab));
    attribute(writing, "aria-hidden", now === "" && "true");
    if (isAtEnd) toEnd();
  };

  return { element, update, toEnd };
}

/** Not once more when the conversation holds it, too. */
function greetingOf({ greeting, messages }: ChatState) {
  return greeting && messages.some(({ from, text }) => from === "chatbot" && text === greeting.text)
    ? null
    : greeting;
}

function keyOfLast({ messages, outgoing }: ChatState): string {
  return outgoing.at(-1)?.id ?? messages.at(-1)?.id ?? "";
}

function avatar(name: string | null): HTMLElement {
  const letter = name?.trim() ? [...name.trim()][0]?.toUpperCase() : null;
  const mark = el("span", { class: "avatar", "aria-hidden": "true" }, letter);
  if (!letter) mark.append(icon("spark"));
  return mark;
}

function said(
  from: WidgetMessage["from"],
  name: string | null,
  content: readonly (Node | string)[],
  ...rest: Node[]
) {
  const bubble = el("div", { class: "bubble", dir: "auto" });
  bubble.append(...content);
  return el(
    "li",
    { class: `message ${from}` },
    from !== "visitor" && avatar(name),
    el("div", { class: "body" }, bubble, ...rest),
  );
}

function messageNode(message: WidgetMessage, actions: ChatActions, speech: Speech): HTMLElement {
  const { words } = speech;
  const isText = message.from !== "chatbot";
  const content = isText
    ? [el("p", { class: "plain" }, message.text)]
    : markdownNodes(message.text, words.newTab);
  const author = message.from === "visitor" ? words.you : (message.name ?? words.assistant);
  const time = el("time", { datetime: message.at }, clock(message.at, speech));
  const node = said(message.from, message.from === "person" ? (message.name ?? "?") : null, content);
  const body = node.querySelector(".body") ?? node;
  const isNamed = message.from === "person" && message.name !== null;
  body.prepend(el("span", { class: isNamed ? "author" : "hidden" }, isNamed ? author : `${author}:`));
  const { ticket_id: ticketId } = message;
  if (ticketId !== null) {
    body.append(
      textButton(words.replyToRequest, () => actions.show({ name: "ticket", id: ticketId }), "link small"),
    );
  }
  const sources = sourcesOf(message, words.sources, words.newTab);
  if (sources) body.append(sources);
  body.append(time);
  return node;
}

function sourcesOf(message: WidgetMessage, label: string, newTab: string): HTMLElement | null {
  const seen = new Set<string>();
  const sources = message.sources.filter(({ title, url }) => {
    const key = `${title} ${url}`;
    if (seen.has(key) || title.trim() === "") return false;
    seen.add(key);
    return true;
  });
  if (sources.length === 0) return null;
  const items = sources.slice(0, MAX_SOURCES).map(({ title, url, locator }) => {
    const href = url === null ? null : safeAddress(url);
    const name = el("span", { dir: "auto" }, title);
    const content = [name, locator === "" ? "" : el("span", { class: "muted" }, ` · ${locator}`)];
    const isWeb = href !== null && !href.startsWith("mailto:");
    return el("li", {}, isWeb ? link(href, [icon("link"), ...content], newTab) : el("span", {}, ...content));
  });
  return el(
    "div",
    { class: "sources" },
    el("span", { class: "muted" }, label),
    el("ul", { "aria-label": label }, ...items),
  );
}

function outgoingNode(message: Outgoing, actions: ChatActions, { words }: Speech): HTMLElement {
  const hasFailed = message.state === "failed";
  const note = el(
    "span",
    { class: hasFailed ? "note failed" : "note" },
    hasFailed ? words.notSent : words.sending,
  );
  if (hasFailed) {
    note.prepend(icon("alert"));
    note.append(
      " · ",
      textButton(words.tryAgain, () => actions.retry(message.id), "link"),
    );
  }
  const node = said("visitor", null, [el("p", { class: "plain" }, message.text)], note);
  node.classList.add(message.state);
  return node;
}

/** The hour as the visitor writes it. */
export function clock(at: string, { language }: Speech): string {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(new Date(at));
}

export function dayName(date: Date, { language, words }: Speech, now = new Date()): string {
  const days = Math.round(
    (new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime() -
      new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()) /
      86_400_000,
  );
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  const isThisYear = date.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "long",
    ...(!isThisYear && { year: "numeric" }),
  }).format(date);
}

/** "Ann is here", when she took over. */
export function handlerWords(
  person: string | null,
  handler: ChatState["handler"],
  { words }: Speech,
): string {
  if (handler === "chatbot") return words.assistant;
  return person === null ? words.personIsHere : fill(words.isHere, { name: person });
}
