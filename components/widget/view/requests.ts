// What the visitor asked a person, and where to ask.
import type { WidgetTicket } from "@/lib/channels/widget/schema";
import type { ChatActions } from "../chat";
import type { ChatState } from "../state";
import type { Speech } from "../words/words";
import { el, icon, textButton } from "./dom";
import { formOf } from "./form";
import { clock, dayName } from "./messages";

export function askForm({ speech }: ChatState, actions: ChatActions): HTMLElement {
  const { words } = speech;
  return el(
    "div",
    { class: "screen" },
    el("p", { class: "lead" }, words.askPersonWhy),
    formOf({
      id: "ask",
      speech,
      submit: words.send,
      fields: [
        { name: "subject", label: words.subject, kind: "text", isRequired: true, maxLength: 200 },
        { name: "message", label: words.what, kind: "area", isRequired: true, maxLength: 4_000 },
        { name: "email", label: words.email, kind: "email", maxLength: 254, autocomplete: "email" },
      ],
      send: ({ subject = "", message = "", email }) =>
        actions.openTicket({ subject, message, ...(email && { email }) }),
    }),
  );
}

export function ticketList({ speech, tickets }: ChatState, actions: ChatActions): HTMLElement {
  const { words } = speech;
  const rows = tickets.map((ticket) => {
    const button = el(
      "button",
      { type: "button", class: "row-button" },
      el("span", { class: "title", dir: "auto" }, ticket.subject),
      el("span", { class: "muted" }, dayName(new Date(ticket.created_at), speech)),
      badge(ticket, speech),
    );
    button.addEventListener("click", () => actions.show({ name: "ticket", id: ticket.id }));
    return el("li", {}, button);
  });
  return el(
    "div",
    { class: "screen" },
    rows.length > 0 ? el("ul", { class: "rows" }, ...rows) : el("p", { class: "muted" }, words.noRequests),
    textButton(words.newRequest, () => actions.show({ name: "ask" }), "primary"),
  );
}

export function ticketThread(ticket: WidgetTicket, { speech }: ChatState, actions: ChatActions): HTMLElement {
  const { words } = speech;
  const entries = ticket.thread.map((entry) =>
    el(
      "li",
      { class: `message ${entry.from}` },
      el(
        "div",
        { class: "body" },
        el(
          "span",
          { class: "author" },
          entry.from === "visitor" ? words.you : (entry.name ?? words.personIsHere),
        ),
        el("div", { class: "bubble", dir: "auto" }, el("p", { class: "plain" }, entry.text)),
        el(
          "time",
          { datetime: entry.at },
          `${dayName(new Date(entry.at), speech)}, ${clock(entry.at, speech)}`,
        ),
      ),
    ),
  );
  return el(
    "div",
    { class: "screen" },
    el("p", { class: "lead", dir: "auto" }, ticket.subject, " ", badge(ticket, speech)),
    el("ol", { class: "messages thread" }, ...entries),
    ticket.status === "closed"
      ? el("p", { class: "muted" }, words.requestClosed)
      : formOf({
          id: "answer",
          speech,
          submit: words.send,
          fields: [
            { name: "message", label: words.addReply, kind: "area", isRequired: true, maxLength: 4_000 },
          ],
          send: ({ message = "" }) => actions.answerTicket(ticket.id, message),
        }),
  );
}

/** In the chat: a request was passed on. */
export function requestNote(ticket: WidgetTicket, { words }: Speech, actions: ChatActions): HTMLElement {
  return el(
    "div",
    { class: "card passed-on", role: "status" },
    icon("check"),
    el(
      "p",
      {},
      `${words.requestOpened}: `,
      textButton(ticket.subject, () => actions.show({ name: "ticket", id: ticket.id })),
    ),
  );
}

function badge({ status }: WidgetTicket, { words }: Speech): HTMLElement {
  const label = {
    new: words.statusNew,
    in_progress: words.statusInProgress,
    resolved: words.statusResolved,
    closed: words.statusClosed,
  }[status];
  return el("span", { class: `badge ${status}` }, label);
}
