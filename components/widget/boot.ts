// Brings the chat onto the page: session, element, what the page may call, and what goes wrong on the way.
import type { WidgetSession } from "@/lib/channels/widget/schema";
import { ApiError, apiOf } from "./api";
import { backOffMs } from "./back-off";
import { type Chat, chatOf, isFinal, pause } from "./chat";
import { memoryOf } from "./memory";
import { chatView } from "./view/chat-view";
import { watchPage } from "./watch-page";
import { speechIn } from "./words/words";

/** How often the first session is asked for before the page has to do without a chat. */
const MAX_TRIES = 6;
/** The open chat of another page is not opened again where it would cover everything. */
const SMALL = "(max-width: 479px), (max-height: 479px)";

/** What pages may call; there as soon as the event `caramel:ready` has come. */
export interface PublicApi {
  open(): void;
  close(): void;
  /** Value of the visitor's cart in minor units of money, for sales rules. */
  cart(valueInMinorUnits: number): void;
}
declare global {
  interface Window {
    caramel?: PublicApi;
  }
}

export async function boot(script: HTMLScriptElement, chatbotId: string): Promise<void> {
  const base = new URL(script.src).origin;
  const memory = memoryOf(chatbotId);
  let { token } = memory.read();
  // Neither query nor fragment: they hold secrets of the page (links that sign in) more often than anything of use.
  const pageUrl = () => `${location.origin}${location.pathname}`.slice(0, 2_000);
  const api = apiOf(base, chatbotId, () => token, pageUrl);
  let isForbidden = false;
  document.addEventListener("securitypolicyviolation", (event) => {
    if (!isForbidden && event.effectiveDirective === "connect-src" && event.blockedURI.startsWith(base)) {
      isForbidden = true;
      console.error(
        `Caramel: this page's Content-Security-Policy keeps the chat out. Add ${base} to connect-src.`,
      );
    }
  });

  /** Two tabs that open at once shall be one visitor: whoever comes second takes the first one's token. */
  const renew = async (): Promise<WidgetSession> => {
    token = memory.read().token ?? token;
    const session = await api.session();
    const other = memory.read().token;
    if (other !== null && other !== token && session.conversation === null) {
      token = other;
      return api.session();
    }
    token = session.visitor_token;
    memory.write({ token });
    return session;
  };

  let session: WidgetSession | null = null;
  for (let tries = 0; session === null; tries += 1) {
    try {
      session = await (token === null ? oneTabAtATime(chatbotId, renew) : renew());
    } catch (error) {
      const refusal = error instanceof ApiError ? error : new ApiError(0);
      if (isFinal(refusal)) return explain(refusal, base);
      if (isForbidden || tries + 1 >= MAX_TRIES) return console.warn("Caramel: the chat can't be reached.");
      await pause(refusal.retryAfterSeconds ? refusal.retryAfterSeconds * 1_000 : backOffMs(tries));
    }
  }

  const host = document.createElement("caramel-chat");
  const chat: Chat = chatOf({
    api,
    memory,
    session,
    speech: speechIn(session.language, document.documentElement.lang, navigator.language),
    renew,
    isOpen: memory.read().isOpen && !matchMedia(SMALL).matches,
    onRefused(error) {
      host.remove();
      explain(error, base);
    },
  });
  const view = chatView(host.attachShadow({ mode: "open" }), chat.store.get(), chat);
  chat.store.subscribe(view.update);
  // Beside the body: pages replace what is in there, and what moves or filters the body would take the chat with it.
  document.documentElement.append(host);
  const page = watchPage(script, chat.notice);
  window.caramel = { open: chat.open, close: chat.close, cart: page.cart };
  dispatchEvent(new CustomEvent("caramel:ready"));
}

async function oneTabAtATime<T>(chatbotId: string, work: () => Promise<T>): Promise<T> {
  // Only pages with https have locks; without, two tabs opened in the same moment may be two visitors.
  const { locks } = navigator as { locks?: LockManager };
  return locks ? locks.request(`caramel:${chatbotId}`, work) : work();
}

/** Says once, to whoever builds the page, why there is no chat and what to do. */
function explain({ reason, message, nextStep, status }: ApiError, base: string) {
  if (reason === "origin_not_allowed") {
    console.error(
      `Caramel: this website may not show the chat. Add ${location.origin} to the chatbot's allowed websites at ${base}.`,
    );
  } else if (status === 404) {
    console.error("Caramel: there is no such chatbot, or it is switched off.");
  } else console.error(`Caramel: ${message} ${nextStep}`.trim());
}
