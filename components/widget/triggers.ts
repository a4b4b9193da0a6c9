// When a sales rule speaks: what it asks for, and what has happened on the page.
import type { WidgetRule } from "@/lib/channels/widget/schema";

export interface PageFacts {
  /** Whole address of the page. */
  address: string;
  secondsOnPage: number;
  /** How far the visitor has scrolled at most; 0 on a page that does not scroll. */
  scrollPercent: number;
  /** The visitor's pointer has left for the tabs or the address bar. */
  isLeaving: boolean;
  /** Minor units of money; null while the page has not said. */
  cartValue: number | null;
}

/** Whether the moment of a rule has come. `page_part` counts for every trigger; empty is every page. */
export function isDue(rule: WidgetRule, facts: PageFacts): boolean {
  if (!facts.address.toLowerCase().includes(rule.page_part.toLowerCase())) return false;
  // Without a number where one is needed a rule never speaks.
  const threshold = rule.threshold ?? Number.POSITIVE_INFINITY;
  switch (rule.trigger) {
    case "page_address":
      return true;
    case "time_on_page":
      return facts.secondsOnPage >= threshold;
    case "scroll_depth":
      return facts.scrollPercent >= threshold;
    case "exit_intent":
      return facts.isLeaving;
    case "cart_value":
      return (facts.cartValue ?? -1) >= threshold;
  }
}

/** Percent of the way down; 0 when there is nothing to scroll. */
export function scrolledPercent(top: number, viewHeight: number, pageHeight: number): number {
  const way = pageHeight - viewHeight;
  return way <= 0 ? 0 : Math.min(100, Math.max(0, (top / way) * 100));
}

/** A cart's value as the page gives it, in minor units; null when it is no amount. */
export function toCartValue(value: unknown): number | null {
  const amount = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof amount === "number" && Number.isFinite(amount) && amount >= 0 ? Math.round(amount) : null;
}
