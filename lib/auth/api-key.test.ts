import { describe, expect, it } from "vitest";
import { sha256 } from "@/lib/core/compare";
import { isWellFormedKey, newApiKey } from "./api-key";

describe("newApiKey", () => {
  it("gives a key whose form is accepted, its hash and its last four characters", () => {
    const key = newApiKey();
    expect(key.text).toMatch(/^cha_[0-9A-Za-z]{49}$/);
    expect(isWellFormedKey(key.text)).toBe(true);
    expect(key.hash).toBe(sha256(key.text));
    expect(key.text.endsWith(key.hint)).toBe(true);
    expect(key.hint).toHaveLength(4);
  });

  it("never repeats itself and uses the whole alphabet", () => {
    const texts = Array.from({ length: 500 }, () => newApiKey().text);
    expect(new Set(texts).size).toBe(500);
    expect(new Set(texts.flatMap((text) => [...text.slice(4, 47)])).size).toBe(62);
  });
});

describe("isWellFormedKey", () => {
  it("refuses every key with one character changed", () => {
    const { text } = newApiKey();
    for (let index = 4; index < text.length; index += 1) {
      const changed = text[index] === "a" ? "b" : "a";
      expect(isWellFormedKey(text.slice(0, index) + changed + text.slice(index + 1))).toBe(false);
    }
  });

  it.each(["", "cha_", "cha_short", "sk_live_0123456789", "CHA_".padEnd(53, "0")])("refuses %j", (text) => {
    expect(isWellFormedKey(text)).toBe(false);
  });

  it("refuses a key with anything around it", () => {
    const { text } = newApiKey();
    expect([` ${text}`, `${text} `, `${text}\n`, `${text}0`].map(isWellFormedKey)).toEqual(
      Array(4).fill(false),
    );
  });
});
