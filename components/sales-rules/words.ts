import type { SalesRuleView } from "@/lib/sales-rules/schema";
import type { SalesTrigger } from "@/lib/sales-rules/values";

export const TRIGGER_WORDS: Record<SalesTrigger, { title: string; threshold: string | null; hint?: string }> =
  {
    page_address: { title: "A page is opened", threshold: null },
    time_on_page: { title: "Time on the page", threshold: "Seconds" },
    scroll_depth: { title: "Scrolled down the page", threshold: "Percent of the page" },
    exit_intent: { title: "About to leave", threshold: null },
    cart_value: {
      title: "Value of the cart",
      threshold: "Value from",
      hint: "In the smallest unit of your currency: 5000 is 50.00.",
    },
  };

/** When a rule acts, as a sentence. */
export function ruleSentence({ trigger, threshold, page_part }: SalesRuleView): string {
  const where = page_part === "" ? "on every page" : `on pages with “${page_part}”`;
  switch (trigger) {
    case "page_address":
      return `When a visitor opens a page with “${page_part}”`;
    case "time_on_page":
      return `After ${threshold} ${threshold === 1 ? "second" : "seconds"} ${where}`;
    case "scroll_depth":
      return `Once ${threshold} % of the page was scrolled, ${where}`;
    case "exit_intent":
      return `When a visitor is about to leave, ${where}`;
    case "cart_value":
      return `From a cart of ${((threshold ?? 0) / 100).toFixed(2)}, ${where}`;
  }
}
