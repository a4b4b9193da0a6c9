import { expect, it } from "vitest";
import { initialsOf } from "@/components/ui/initials";

it.each([
  ["Ada Lovelace", "AL"],
  ["ada.lovelace@example.com", "AL"],
  ["Acme", "A"],
  ["Jean Luc van Damme", "JD"],
  ["élan vital", "ÉV"],
  ["", "?"],
  ["— !", "?"],
])("%s gives %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
