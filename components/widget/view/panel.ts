import type { ChatActions } from "../chat";
import { type ChatState, needsContactFirst, personIn } from "../state";
import { fill, type Speech } from "../words/words";
import { type ComposerView, composerView } from "./composer";
import { contactForm } from "./contact-form";
import { attribute, el, icon, iconButton, text, textButton } from "./dom";
import { handlerWords, type MessagesView, messagesView } from "./messages";
import { askForm, requestNote, ticketList, ticketThread } from "./requests";

export interface PanelView {
  element: HTMLElement;
  update(state: ChatState): void;
  /** Where one begins: the input, the first field, or the panel itself where a keyboard would spring up. */
  focus(): void;
  toEnd(): void;
}

export function panelView(actions: ChatActions, speech: Speech): PanelView {
  const { words } = speech;
  const title = el("h2", { id: "title" });
  const subtitle = el("p", { class: "subtitle", "aria-live": "polite" });
  const face = el("span", { class: "face", "aria-hidden": "true" });
  const back = iconButton("back", words.back, () => actions.show({ name: "chat" }), "back");
  const requests = iconButton("inbox", words.requests, () => actions.show({ name: "tickets" }));
  const close = iconButton("close", words.close, actions.close);
  const header = el(
    "header",
    {},
    back,
    face,
    el("div", { class: "titles" }, title, subtitle),
    requests,
    close,
  );
  const messages: MessagesView = messagesView(actions, speech);
  const composer: ComposerView = composerView(actions, speech);
  const extras = el("div", { class: "extras" });
  const notice = el("p", { class: "notice", role: "status" });
  const askPerson = textButton(words.askPerson, () => actions.show({ name: "ask" }), "quiet small");
  const footer = el("footer", {}, notice, composer.element, askPerson);
  const chat = el("div", { class: "chat" }, messages.element, footer);
  const screen = el("div", { class: "screen-holder", tabindex: "-1" });
  const element = el(
    "section",
    { class: "panel", role: "dialog", tabindex: "-1", "aria-labelledby": "title" },
    header,
    chat,
    screen,
  );
  messages.element.querySelector(".inner")?.append(extras);

  let shownScreen = "";
  let shownExtras = "";
  let wasOpen = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  const updateNotice = ({ notice: now }: ChatState) => {
    clearInterval(timer);
    if (now?.kind === "wait") {
      const tell = () => {
        const seconds = Math.max(1, Math.ceil((now.until - Date.now()) / 1_000));
        text(notice, fill(words.wait, { n: seconds }));
      };
      tell();
      timer = setInterval(tell, 1_000);
    } else text(notice, now === null ? "" : words[now.kind]);
    notice.hidden = now === null;
    if (now !== null) notice.prepend(icon("alert"));
  };

  const updateExtras = (state: ChatState) => {
    const isBefore = needsContactFirst(state);
    const latest = state.tickets[0];
    const isNew =
      latest && state.messages.length > 0 && latest.created_at >= (state.messages.at(-2)?.at ?? "");
    const key = isBefore
      ? "before"
      : state.asksContact
        ? "contact"
        : state.isThanked
          ? "thanks"
          : isNew
            ? latest.id
            : "";
    composer.element.hidden = isBefore;
    if (key === shownExtras) return;
    const hadFocus = extras.matches(":focus-within");
    shownExtras = key;
    extras.replaceChildren();
    if (isBefore || state.asksContact) extras.append(contactForm(state, actions, isBefore));
    else if (state.isThanked) {
      extras.append(el("p", { class: "card passed-on", role: "status" }, icon("check"), words.contactSaved));
    } else if (isNew) extras.append(requestNote(latest, speech, actions));
    if (hadFocus) composer.focus();
    messages.toEnd();
  };

  const updateScreen = (state: ChatState) => {
    const { screen: now, tickets } = state;
    const ticket = now.name === "ticket" ? tickets.find(({ id }) => id === now.id) : undefined;
    const isChat = now.name === "chat" || (now.name === "ticket" && !ticket);
    const key = isChat
      ? "chat"
      : now.name === "tickets"
        ? `tickets ${tickets.map(({ id, status }) => id + status)}`
        : now.name === "ticket"
          ? `${now.id} ${ticket?.status} ${ticket?.thread.length}`
          : now.name;
    if (key === shownScreen) return;
    const isFirst = shownScreen === "";
    shownScreen = key;
    chat.hidden = !isChat;
    screen.hidden = isChat;
    screen.replaceChildren();
    if (now.name === "ask") screen.append(askForm(state, actions));
    if (now.name === "tickets") screen.append(ticketList(state, actions));
    if (ticket) screen.append(ticketThread(ticket, state, actions));
    if (state.isOpen && !isFirst) focus();
    if (isChat) messages.toEnd();
  };

  const focus = () => {
    // On a phone the keyboard would cover half of what one wants to read first.
    const isTouch = matchMedia("(pointer: coarse)").matches;
    const field = element.querySelector<HTMLElement>(
      screen.hidden ? "form:not([hidden]) :is(input, textarea)" : ".screen :is(input, textarea, .row-button)",
    );
    const isForm = !screen.hidden || !composer.element.hidden;
    if (isTouch) element.focus();
    else if (screen.hidden && !composer.element.hidden) composer.focus();
    else (isForm ? (field ?? screen) : (field ?? element)).focus();
  };

  return {
    element,
    focus,
    toEnd: messages.toEnd,
    update(state) {
      element.hidden = !state.isOpen;
      const person = personIn(state);
      const { name: now } = state.screen;
      const isChat = now === "chat";
      const heading = now === "ask" ? words.askPerson : now === "tickets" ? words.requests : words.request;
      text(title, isChat ? state.look.name : heading);
      text(subtitle, isChat ? handlerWords(person, state.handler, speech) : "");
      attribute(element, "aria-label", null);
      const letter = person?.trim() ? ([...person.trim()][0] ?? "").toUpperCase() : "";
      if (face.dataset.letter !== letter) {
        face.dataset.letter = letter;
        face.replaceChildren(letter === "" ? icon("spark") : letter);
      }
      face.hidden = !isChat;
      back.hidden = isChat;
      requests.hidden = !isChat || state.tickets.length === 0;
      askPerson.hidden = !state.ticketsEnabled;
      updateScreen(state);
      messages.update(state);
      updateExtras(state);
      composer.update(state);
      updateNotice(state);
      if (state.isOpen && !wasOpen) messages.toEnd();
      wasOpen = state.isOpen;
    },
  };
}
