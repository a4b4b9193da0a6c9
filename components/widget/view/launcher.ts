import type { ChatActions } from "../chat";
import type { ChatState } from "../state";
import { fill, type Speech } from "../words/words";
import { attribute, el, icon, iconButton, text } from "./dom";

export interface LauncherView {
  /** The message of a sales rule, and the button. */
  elements: HTMLElement[];
  button: HTMLButtonElement;
  update(state: ChatState): void;
}

/** The button in the corner with what came in unseen, and what a sales rule says beside it. */
export function launcherView(actions: ChatActions, { words }: Speech): LauncherView {
  const count = el("span", { class: "count", "aria-hidden": "true" });
  const button = el("button", { type: "button", class: "launcher", "aria-haspopup": "dialog" });
  button.append(icon("chat"), icon("down"), count);
  const status = el("p", { class: "hidden", role: "status" });
  const message = el("button", { type: "button", class: "beside-text", dir: "auto" });
  const dismiss = iconButton("close", words.dismiss, actions.dismissGreeting, "small");
  const beside = el("div", { class: "beside" }, message, dismiss);
  message.addEventListener("click", actions.open);
  let isOpen = false;
  button.addEventListener("click", () => (isOpen ? actions.close() : actions.open()));
  return {
    elements: [beside, button, status],
    button,
    update(state) {
      isOpen = state.isOpen;
      const shown = state.unseen > 9 ? "9+" : String(state.unseen);
      const label = isOpen
        ? words.close
        : state.unseen > 0
          ? fill(words.openUnread, { n: shown })
          : words.open;
      attribute(button, "aria-label", label);
      attribute(button, "aria-expanded", String(isOpen));
      text(count, shown);
      count.hidden = isOpen || state.unseen === 0;
      const { greeting } = state;
      const isBeside = greeting?.isBeside === true && !isOpen;
      beside.hidden = !isBeside;
      text(message, isBeside ? greeting.text : "");
      text(status, isBeside ? greeting.text : "");
    },
  };
}
