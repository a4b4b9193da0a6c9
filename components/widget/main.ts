// What runs on the shop's page: `<script src="…/widget.js" data-chatbot="bot_…" async>`.
import { boot } from "./boot";

/** Marks a page that has its chat, whichever copy of this script made it. */
const MARK: unique symbol = Symbol.for("caramel.widget") as never;
declare global {
  interface Window {
    [MARK]?: string;
  }
}

const script = document.currentScript ?? document.querySelector("script[data-chatbot][src*='widget.js']");
if (script instanceof HTMLScriptElement) {
  const chatbotId = script.dataset.chatbot?.trim() ?? "";
  if (!/^bot_[0-9a-z]{26}$/.test(chatbotId)) {
    console.error(
      `Caramel: data-chatbot="${chatbotId}" is not a chatbot's id. Copy the whole line from "Embed" of the chatbot.`,
    );
  } else if (window[MARK] === undefined) {
    window[MARK] = chatbotId;
    void boot(script, chatbotId);
  } else if (window[MARK] !== chatbotId) {
    console.warn("Caramel: this page includes the chat twice. Only the first chatbot is shown.");
  }
}
