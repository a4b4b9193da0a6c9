// Safe in a browser, and small there: nothing here needs the schema library.

/** What makes the widget speak first. */
export const SALES_TRIGGERS = [
  "page_address",
  "time_on_page",
  "scroll_depth",
  "exit_intent",
  "cart_value",
] as const;

export type SalesTrigger = (typeof SALES_TRIGGERS)[number];

export const MAX_RULE_NAME_LENGTH = 80;

export const MAX_RULE_MESSAGE_LENGTH = 500;

export const MAX_PAGE_PART_LENGTH = 200;

/** What the threshold of a trigger counts and its bounds; null: the trigger has none. The database checks them too. */
export const THRESHOLDS: Record<SalesTrigger, { unit: string; least: number; most: number } | null> = {
  page_address: null,
  time_on_page: { unit: "seconds", least: 1, most: 3_600 },
  scroll_depth: { unit: "percent", least: 1, most: 100 },
  exit_intent: null,
  cart_value: { unit: "minor units of money", least: 1, most: 2_147_483_647 },
};
