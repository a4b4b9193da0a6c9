import type { MAX_VISITOR_MESSAGE_LENGTH } from "@/lib/channels/widget/schema";
import type { ChatActions } from "../chat";
import type { ChatState } from "../state";
import { fill, type Speech } from "../words/words";
import { attribute, el, icon, text } from "./dom";

/** The server's own limit; its type makes sure. */
const MAX_LENGTH: typeof MAX_VISITOR_MESSAGE_LENGTH = 4_000;
/** From here on, what is left is shown. */
const WARN_AT = 3_600;
/** Tallest input in pixels, about six lines. */
const MAX_HEIGHT_PX = 140;

export interface ComposerView {
  element: HTMLElement;
  update(state: ChatState): void;
  focus(): void;
}

/** Where the visitor writes: Enter sends, Shift with Enter begins a line. */
export function composerView(actions: ChatActions, speech: Speech): ComposerView {
  const { words } = speech;
  const input = el("textarea", {
    rows: "1",
    maxlength: String(MAX_LENGTH),
    dir: "auto",
    enterkeyhint: "send",
    autocomplete: "off",
    "aria-describedby": "left",
  });
  const send = el("button", { type: "submit", class: "send" });
  const label = el("span");
  send.append(label, icon("send"));
  const left = el("p", { class: "left muted", id: "left", "aria-live": "polite" });
  const form = el("form", { class: "composer" }, el("div", { class: "row" }, input, send), left);
  let hasDraft = false;

  const grow = () => {
    input.style.height = "auto";
    const { scrollHeight } = input;
    if (scrollHeight > 0) input.style.height = `${Math.min(scrollHeight, MAX_HEIGHT_PX)}px`;
    const rest = MAX_LENGTH - input.value.length;
    text(left, input.value.length >= WARN_AT ? fill(words.charactersLeft, { n: rest }) : "");
    attribute(send, "aria-disabled", input.value.trim() === "" && "true");
  };
  const submit = () => {
    const value = input.value.trim();
    if (value === "") return;
    input.value = "";
    grow();
    actions.send(value);
  };
  input.addEventListener("input", () => {
    grow();
    actions.keepDraft(input.value);
  });
  input.addEventListener("keydown", (event) => {
    // While a word is being composed (Japanese, Chinese, …), Enter takes it and sends nothing; Safari says 229.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    input.focus();
  });

  return {
    element: form,
    update({ look, draft }) {
      attribute(input, "placeholder", look.input_placeholder);
      attribute(input, "aria-label", look.input_placeholder.trim() || words.message);
      const name = look.submit_label.trim() || words.send;
      text(label, name);
      attribute(send, "title", name);
      // A long word would leave no room to write.
      send.classList.toggle("short", name.length <= 10);
      if (!hasDraft && draft !== "" && input.value === "") input.value = draft;
      hasDraft = true;
      grow();
    },
    focus: () => input.focus(),
  };
}
