import { expect, test } from "vitest";
import { averageTokens, definitionTable, definitionTokens } from "./definition-tokens";

test("definitions of tools take at most 150 tokens on average, and none more than 400", () => {
  const costs = definitionTokens();
  expect(averageTokens(costs)).toBeLessThanOrEqual(150);
  expect(costs.filter(({ tokens }) => tokens > 400)).toEqual([]);
  expect(definitionTable()).toContain(`| ${costs[0]?.name} | ${costs[0]?.tokens} |`);
});
