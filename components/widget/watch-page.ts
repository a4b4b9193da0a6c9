// What happens on the page, as far as sales rules ask for it. Nothing of it leaves the browser.
import { type PageFacts, scrolledPercent, toCartValue } from "./triggers";

const TICK_MS = 1_000;
/** So quick a scroll back up, in pixels between two looks, is how one leaves on a phone. */
const LEAVING_SCROLL_PX = 600;

export interface PageWatch {
  cart(value: unknown): void;
}

/** Tells once a second, and at once when something happens, how things stand. */
export function watchPage(script: HTMLElement, tell: (facts: PageFacts) => void): PageWatch {
  let address = location.href;
  let secondsOnPage = 0;
  let scrollPercent = 0;
  let lastTop = scrollY;
  let cartValue = toCartValue(script.dataset.cartValue);

  const look = (isLeaving = false) => {
    // Shops that load no new page change the address; nothing tells, so it is looked at.
    if (location.href !== address) {
      address = location.href;
      secondsOnPage = 0;
      scrollPercent = 0;
      lastTop = scrollY;
    }
    tell({ address, secondsOnPage, scrollPercent, isLeaving, cartValue });
  };
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    secondsOnPage += 1;
    const isRush = lastTop - scrollY > LEAVING_SCROLL_PX && matchMedia("(pointer: coarse)").matches;
    lastTop = scrollY;
    look(isRush);
  }, TICK_MS);
  addEventListener(
    "scroll",
    () => {
      const { scrollHeight } = document.documentElement;
      const percent = scrolledPercent(scrollY, innerHeight, scrollHeight);
      if (percent <= scrollPercent) return;
      scrollPercent = percent;
      look();
    },
    { passive: true },
  );
  document.documentElement.addEventListener("mouseleave", (event) => {
    if (event.clientY <= 0) look(true);
  });
  addEventListener("popstate", () => look());
  new MutationObserver(() => {
    cartValue = toCartValue(script.dataset.cartValue);
    look();
  }).observe(script, { attributeFilter: ["data-cart-value"] });
  look();
  return {
    cart(value) {
      cartValue = toCartValue(value);
      look();
    },
  };
}
