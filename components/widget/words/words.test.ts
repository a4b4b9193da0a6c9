import { expect, test } from "vitest";
import { english } from "./english";
import { fill, speechIn } from "./words";

const LANGUAGES = ["de", "fr", "es", "it", "pt", "nl", "ar", "he"];

test.each(LANGUAGES)("%s says everything, with the same values in it", (language) => {
  const { words } = speechIn(language);
  expect(words).not.toBe(english);
  expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
  for (const [key, text] of Object.entries(words)) {
    const values = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    expect(values(text), key).toEqual(values(english[key as keyof typeof english]));
    expect(text.trim(), key).not.toBe("");
  }
});

test("the first language that is known is spoken, in its direction", () => {
  expect(speechIn(null, "pt-BR", "de")).toMatchObject({ language: "pt", direction: "ltr" });
  expect(speechIn("xx", undefined, "", "ar-EG")).toMatchObject({ language: "ar", direction: "rtl" });
  expect(speechIn("he").direction).toBe("rtl");
  expect(speechIn("en-GB", "de")).toMatchObject({ language: "en", words: english });
  expect(speechIn(null, "tlh")).toMatchObject({ language: "en", direction: "ltr" });
});

test("values come into a text, and what is no value stays", () => {
  expect(fill("{name} is here, {n} {more}", { name: "Ann {n}", n: 2 })).toBe("Ann {n} is here, 2 {more}");
});
