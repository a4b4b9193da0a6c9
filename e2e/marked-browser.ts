// A browser that notices when a hostile text of the corpus became more than text.
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { FOREIGN_HOST, MARKER } from "./corpus/xss";
import { type Watch, watchBrowser } from "./watch-browser";

export interface MarkedWatch extends Watch {
  /** Numbers of the payloads that ran, in whatever frame. */
  ran: number[];
}

/** Watches as `watchBrowser` does, and gives every frame the function that the payloads call. */
export async function watchMarked(context: BrowserContext, ownOrigin: string): Promise<MarkedWatch> {
  const ran: number[] = [];
  await context.exposeFunction(MARKER, (number: number) => {
    ran.push(number);
  });
  return { ...(await watchBrowser(context, ownOrigin)), ran };
}

/** Nothing of the texts has run, asked for anything, or become an element that could. */
export async function expectHarmless(page: Page, watch: MarkedWatch): Promise<void> {
  const made = await page.evaluate((host) => {
    const roots: (Document | ShadowRoot)[] = [document];
    for (const root of roots) {
      for (const element of root.querySelectorAll("*"))
        if (element.shadowRoot) roots.push(element.shadowRoot);
    }
    const elements = roots.flatMap((root) => [...root.querySelectorAll("*")]);
    const isWrong = (element: Element) =>
      /^(iframe|frame|object|embed|base|portal|fencedframe|marquee|math)$/i.test(element.localName) ||
      // React marks with empty ones where a part of the page comes later.
      (element instanceof HTMLTemplateElement && element.content.childElementCount > 0) ||
      (element.localName === "meta" && element.getAttribute("http-equiv") !== null) ||
      [...element.attributes].some(({ name, value }) => {
        if (/^on/i.test(name) || name === "srcdoc" || name === "ping") return true;
        if (name === "style") return value.includes(host) || /javascript:|expression\(/i.test(value);
        if (!/^(xlink:)?(href|src|srcset|action|formaction|poster|data|background|code|values)$/i.test(name))
          return false;
        // Browsers drop white space and control characters in front of and within a scheme.
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these
        if (/^(javascript|vbscript|data:text|data:image\/svg)/i.test(value.replace(/[\u0000-\u0020]/g, "")))
          return true;
        // A link may lead there once somebody follows it; nothing else may.
        return element.localName !== "a" && value.includes(host);
      });
    return elements.filter(isWrong).map((element) => element.outerHTML.slice(0, 300));
  }, FOREIGN_HOST);
  const { pathname } = new URL(page.url());
  expect({ pathname, made, ran: watch.ran, foreign: watch.foreign, problems: watch.problems }).toEqual({
    pathname,
    made: [],
    ran: [],
    foreign: [],
    problems: [],
  });
}
