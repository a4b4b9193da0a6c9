// The chat as visitors see it, standing still: the same code in the same kind of shadow, without a server behind it.
import type { WidgetLook, WidgetMessage } from "@/lib/channels/widget/schema";
import type { ChatActions } from "./chat";
import { type ChatState, stateOf } from "./state";
import { chatView } from "./view/chat-view";
import { speechIn } from "./words/words";

export interface Preview {
  show(look: WidgetLook): void;
  remove(): void;
}

/** Draws the chat into an element of the page, in a conversation in which everything can be seen that can be set. */
export function mountPreview(parent: HTMLElement, look: WidgetLook): Preview {
  const holder = document.createElement("caramel-preview");
  holder.toggleAttribute("data-caramel-preview", true);
  parent.append(holder);
  const state = (now: WidgetLook): ChatState => ({ ...sample, look: now });
  const sample = sampleState(look);
  const view = chatView(holder.attachShadow({ mode: "open" }), sample, NOTHING_HAPPENS, { isPreview: true });
  return { show: (now) => view.update(state(now)), remove: () => holder.remove() };
}

/** The visitor has asked, and the reply is being thought of. */
function sampleState(look: WidgetLook): ChatState {
  const question: WidgetMessage = {
    id: "msg_0",
    position: 0,
    from: "visitor",
    name: null,
    text: "Where is my order?",
    at: new Date().toJSON(),
    sources: [],
    ticket_id: null,
  };
  const state = stateOf(
    {
      look,
      lead_form: "never",
      consent_text: "",
      tickets_enabled: true,
      language: null,
      visitor_token: "",
      is_known: false,
      conversation: {
        id: "cnv_sample",
        handler: "chatbot",
        messages: [question],
        has_earlier: false,
        is_replying: true,
        unseen: 0,
      },
      tickets: [],
      rules: [],
    },
    speechIn("en"),
  );
  return { ...state, isOpen: true };
}

const nothing = () => {};
const nothingLater = async () => {};
const NOTHING_HAPPENS: ChatActions = {
  open: nothing,
  close: nothing,
  show: nothing,
  send: nothing,
  retry: nothing,
  keepDraft: nothing,
  loadEarlier: nothing,
  leaveContact: nothingLater,
  declineContact: nothing,
  openTicket: nothingLater,
  answerTicket: nothingLater,
  dismissGreeting: nothing,
};
