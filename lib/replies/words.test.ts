import { describe, expect, test } from "vitest";
import { hasContact, isOnlyContact, withoutContact } from "./contact";
import { subjectOf } from "./fit";
import { detectLanguage } from "./language";
import { PHRASES } from "./phrases";
import { sentencesOf, shortened } from "./sentences";
import { smallTalkOf } from "./small-talk";
import { plainWords, SPOKEN, spokenFor, WORDS } from "./words";

describe("words", () => {
  test("of the lists are plain, as the text they are compared with", () => {
    for (const language of SPOKEN) {
      for (const list of Object.values(WORDS[language])) {
        for (const word of list) expect(plainWords(word), `${language} ${word}`).toEqual([word]);
      }
    }
  });

  test("the sentences of every language have the same names to fill in", () => {
    const namesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const language of SPOKEN) {
      for (const [key, text] of Object.entries(PHRASES[language])) {
        expect(namesIn(text), `${language} ${key}`).toEqual(
          namesIn(PHRASES.en[key as keyof typeof PHRASES.en]),
        );
      }
    }
    expect([spokenFor("pt-BR"), spokenFor("DE"), spokenFor("ja")]).toEqual(["pt", "de", "en"]);
  });

  test("the subject of a question is what is left without grammar and asking", () => {
    expect(subjectOf("How much is the yellow wool jumper?", "en")).toEqual(["yellow", "wool", "jumper"]);
    expect(subjectOf("Was kostet denn die Straßenlampe bei Ihnen?", "de")).toEqual([
      "kostet",
      "strassenlampe",
    ]);
    expect(subjectOf("Can I have it?", "en")).toEqual([]);
  });
});

describe("the language", () => {
  test.each([
    ["How much is the jumper?", "en"],
    ["Was kostet der Pullover?", "de"],
    ["Combien coûte le pull ?", "fr"],
    ["¿Cuánto cuesta el jersey?", "es"],
    ["Quanto costa la giacca di pelle?", "it"],
    ["Quanto custa o casaco de couro?", "pt"],
    ["Wat kost deze jas bij jullie?", "nl"],
    ["Ile kosztuje ta kurtka?", "pl"],
    ["Сколько стоит куртка?", "ru"],
    ["革のジャケットはいくらですか", "ja"],
    ["كم سعر هذه السترة؟", "ar"],
    ["refund", null],
    ["iPhone 15", null],
    ["ZX81?", null],
    ["", null],
    ["🙂🙂🙂", null],
  ])("of %j is %s", (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });
});

describe("small talk", () => {
  test("is nothing but sayings, and a shared one belongs to the usual language", () => {
    expect(smallTalkOf("Hello, how are you?", "en")).toEqual({ kind: "greeting", language: "en" });
    expect(smallTalkOf("hallo", "nl")).toEqual({ kind: "greeting", language: "nl" });
    expect(smallTalkOf("hallo", "en")).toEqual({ kind: "greeting", language: "de" });
    expect(smallTalkOf("Hello, do you sell lamps?", "en")).toBeNull();
    expect(smallTalkOf("", "en")).toBeNull();
    expect(smallTalkOf("hi ".repeat(20), "en")).toBeNull();
  });
});

describe("contact details", () => {
  test.each([
    ["my mail is ann@example.com", true, true],
    ["ann@example.com", true, true],
    ["You can call me: +49 170 1234567", true, true],
    ["ann@example.com or bob@example.com", true, true],
    ["Handy 0171 2345678, abends", true, true],
    ["Is it in stock? ann@example.com", true, false],
    ["My order 1234567890 has not arrived", false, false],
    ["You wanted to call, order number 1234567890", false, false],
    ["https://shop.example/?mail=ann@example.com", false, false],
    ["It costs 12.50 and 13.50", false, false],
  ])("in %j: %s, alone: %s", (text, has, only) => {
    expect([hasContact(text), isOnlyContact(text)]).toEqual([has, only]);
    if (has) expect(withoutContact(text)).not.toMatch(/@|\d{5}/);
    else expect(withoutContact(text)).toBe(text);
  });

  test("a long text without any costs no time", () => {
    const began = performance.now();
    for (const text of ["a.".repeat(2_000), "1 ".repeat(2_000), "a@".repeat(2_000), "a-".repeat(2_000)])
      hasContact(text);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe("sentences", () => {
  test("end where one ends, not behind an abbreviation that goes on", () => {
    expect(sentencesOf("One. Two! 3 items, e.g. socks. Is it?\n- A line\n\nLast")).toEqual([
      "One.",
      "Two!",
      "3 items, e.g. socks.",
      "Is it?",
      "- A line",
      "Last",
    ]);
  });

  test("are what a shortened text ends with where it can", () => {
    expect(shortened("short", 10)).toBe("short");
    expect(shortened("One two three four. Five six seven.", 30)).toBe("One two three four.");
    expect(shortened("one two three four five six", 20)).toBe("one two three four…");
    expect(shortened("x".repeat(50), 20)).toHaveLength(20);
    expect(shortened(`${"x".repeat(18)}😀😀😀`, 20).isWellFormed()).toBe(true);
  });
});
