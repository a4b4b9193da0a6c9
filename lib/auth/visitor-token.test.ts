import { expect, test } from "vitest";
import { sha256 } from "@/lib/core/compare";
import { isMadeHere, newVisitorToken, readVisitorToken } from "./visitor-token";

test("a new token has the published form, its hash, and is known as ours", () => {
  const made = newVisitorToken();
  expect(made.text).toMatch(/^cvt_[A-Za-z0-9_-]{43}$/);
  expect(made.hash).toBe(sha256(made.text));
  expect(readVisitorToken(made.text)).toEqual(made);
  expect(isMadeHere(made)).toBe(true);
  expect(newVisitorToken().text).not.toBe(made.text);
});

test("a token that somebody made up, or changed, is not ours", () => {
  const { text } = newVisitorToken();
  for (const at of [4, 20, 40, 45]) {
    const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    const read = readVisitorToken(changed);
    expect(read && isMadeHere(read), `changed at ${at}`).toBe(false);
  }
  const chosen = readVisitorToken(`cvt_${"a".repeat(43)}`);
  expect(chosen && isMadeHere(chosen)).toBe(false);
});

test.each([
  "",
  "cvt_",
  `cvt_${"a".repeat(42)}`,
  `cvt_${"a".repeat(44)}`,
  `cvt_${"a".repeat(42)}=`,
  `CVT_${"a".repeat(43)}`,
])("%j is none", (text) => expect(readVisitorToken(text)).toBeNull());
