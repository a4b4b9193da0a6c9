import { describe, expect, test } from "vitest";
import type { WidgetRule } from "@/lib/channels/widget/schema";
import { isDue, type PageFacts, scrolledPercent, toCartValue } from "./triggers";

const rule = (change: Partial<WidgetRule>): WidgetRule => ({
  id: "rul_1",
  trigger: "page_address",
  page_part: "",
  threshold: null,
  message: "Hello",
  ...change,
});

const facts = (change: Partial<PageFacts> = {}): PageFacts => ({
  address: "https://shop.example/Chairs?page=2",
  secondsOnPage: 0,
  scrollPercent: 0,
  isLeaving: false,
  cartValue: null,
  ...change,
});

describe("a rule's moment", () => {
  test("the address of the page, whatever its case", () => {
    expect(isDue(rule({ page_part: "/chairs" }), facts())).toBe(true);
    expect(isDue(rule({ page_part: "/tables" }), facts())).toBe(false);
    expect(isDue(rule({}), facts())).toBe(true);
  });

  test.each([
    ["time_on_page", 10, { secondsOnPage: 9 }, { secondsOnPage: 10 }],
    ["scroll_depth", 50, { scrollPercent: 49.9 }, { scrollPercent: 50 }],
    ["cart_value", 5_000, { cartValue: 4_999 }, { cartValue: 5_000 }],
    ["exit_intent", null, { isLeaving: false }, { isLeaving: true }],
  ] as const)("%s", (trigger, threshold, before, then) => {
    expect(isDue(rule({ trigger, threshold }), facts(before))).toBe(false);
    expect(isDue(rule({ trigger, threshold }), facts(then))).toBe(true);
    expect(isDue(rule({ trigger, threshold, page_part: "/tables" }), facts(then))).toBe(false);
  });

  test("a cart nobody spoke of is not worth 0", () => {
    expect(isDue(rule({ trigger: "cart_value", threshold: 0 }), facts())).toBe(false);
  });

  test("without its number a rule never speaks", () => {
    expect(isDue(rule({ trigger: "time_on_page" }), facts({ secondsOnPage: 9_999 }))).toBe(false);
  });
});

test("how far down a page is scrolled", () => {
  expect(scrolledPercent(0, 800, 2_800)).toBe(0);
  expect(scrolledPercent(1_000, 800, 2_800)).toBe(50);
  expect(scrolledPercent(2_100, 800, 2_800)).toBe(100);
  expect(scrolledPercent(-20, 800, 2_800)).toBe(0);
  expect(scrolledPercent(0, 800, 600)).toBe(0);
});

test("a cart's value as pages give it", () => {
  expect(toCartValue("1290")).toBe(1_290);
  expect(toCartValue(12.4)).toBe(12);
  expect(toCartValue(0)).toBe(0);
  for (const none of ["", " ", "12,90", "€5", -1, Number.NaN, null, undefined, {}])
    expect(toCartValue(none)).toBeNull();
});
