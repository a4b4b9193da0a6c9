import { expect, it } from "vitest";
import { initialsOf } from "@/components/ui/initials";

it.each([
  ["Ada Lovelace", "AL"],
  ["ada.lovelace@example.com", "AL"],
  ["Acme", "A"],
  ["Jean Luc van Damme", "JD"],
  ["élan vital", "ÉV"],
  ["Harbour Coffee (demo)", "HD"],
  ["“Quoted” & Sons", "QS"],
  ["", "?"],
  ["— !", "?"],
])("%s gives %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
