import { expect, test } from "vitest";
import { formatMoney } from "./currencies";

test("minor units are the currency's own", () => {
  expect(formatMoney(1250, "USD")).toBe("$12.50");
  expect(formatMoney(1250, "JPY")).toBe("¥1,250");
  expect(formatMoney(1250, "KWD")).toMatch(/^KWD\s1\.250$/);
});
