import { expect, test } from "vitest";
import { formatPriceRange } from "./price-range";

test("a range is shown only when there is one", () => {
  expect(formatPriceRange(1250, 2000, "USD")).toBe("$12.50 – $20.00");
  expect(formatPriceRange(1250, 1250, "USD")).toBe("$12.50");
  expect(formatPriceRange(null, 2000, "USD")).toBe("$20.00");
  expect(formatPriceRange(0, 0, "USD")).toBe("$0.00");
  expect(formatPriceRange(null, null, "USD")).toBeNull();
});
