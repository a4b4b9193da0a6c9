import { expect, test } from "vitest";
import { firstName } from "./first-name";

test.each([
  ["Grace Hopper", "Grace"],
  ["  Grace\u00a0Hopper ", "Grace"],
  ["Łucja", "Łucja"],
  ["", null],
  ["  ", null],
  [null, null],
  ["grace@example.com", null],
  ["<grace@example.com> Hopper", null],
])("customers know %j as %j", (name, first) => {
  expect(firstName(name)).toBe(first);
});
