// Listens to everything that should never happen in a browser showing this application.
import { type BrowserContext, expect, type Page } from "@playwright/test";
import type { Stack } from "@/scripts/stack";

const PIXEL = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="#c9b8a6"/></svg>`;

/** What an open page asks for by itself. */
const NEWS = /\/api\/projects\/[^/]+\/(?:live|live\/token|conversations)(?:\?|$)/;

export interface Watch {
  /** Errors of scripts, refusals of the content policy, and what was logged as an error; each with the page's address. */
  problems: string[];
  /** Addresses of other hosts that were asked for. Nothing leaves the machine: pictures are answered here. */
  foreign: string[];
}

/**
 * Watches every page of a context, also later ones.
 * @param ownOrigin requests to other hosts are noted and never sent, except to clients on this machine
 */
export async function watchBrowser(context: BrowserContext, ownOrigin: string): Promise<Watch> {
  const watch: Watch = { problems: [], foreign: [] };
  const listen = (page: Page) => {
    const note = (text: string) => watch.problems.push(`${new URL(page.url()).pathname}: ${text}`);
    page.on("pageerror", (error) => note(error.stack ?? error.message));
    page.on("console", (message) => {
      // An open page that looks for news learns by this refusal that its session has ended; Chromium logs every refusal.
      if (/status of 401/.test(message.text()) && NEWS.test(message.location().url)) return;
      // Only a test takes the network away, and links that are fetched ahead meet it whenever they like.
      if (message.text().includes("net::ERR_INTERNET_DISCONNECTED")) return;
      if (message.type() !== "error" && !/content security policy/i.test(message.text())) return;
      // Chromium does not say what could not be loaded.
      const what = message.text().startsWith("Failed to load resource") ? ` (${message.location().url})` : "";
      note(message.text() + what);
    });
    page.on("dialog", (dialog) => {
      note(`a script opened a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  };
  for (const page of context.pages()) listen(page);
  context.on("page", listen);
  await context.route(
    (url) => url.origin !== ownOrigin && /^https?:$/.test(url.protocol) && url.hostname !== "127.0.0.1",
    (route) => {
      watch.foreign.push(route.request().url());
      return route.request().resourceType() === "image"
        ? route.fulfill({ contentType: "image/svg+xml", body: PIXEL })
        : route.abort();
    },
  );
  return watch;
}

/** Nothing went wrong on the watched pages. When something did, what the servers logged says why: a browser is never told. */
export function expectNoProblems(watch: Pick<Watch, "problems">, stack: Pick<Stack, "instances">): void {
  if (watch.problems.length === 0) return;
  const logged = stack.instances.flatMap((instance) => instance.output().match(/^\{"level":[56]0.*/gm) ?? []);
  expect({ problems: watch.problems, logged }).toEqual({ problems: [], logged: [] });
}
