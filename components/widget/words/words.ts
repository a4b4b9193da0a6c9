import { arabic } from "./arabic";
import { dutch } from "./dutch";
import { english, type Words } from "./english";
import { french } from "./french";
import { german } from "./german";
import { hebrew } from "./hebrew";
import { italian } from "./italian";
import { portuguese } from "./portuguese";
import { spanish } from "./spanish";

/** By the language's subtag. */
const LANGUAGES: Record<string, Words> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  pt: portuguese,
  nl: dutch,
  ar: arabic,
  he: hebrew,
  iw: hebrew,
};

const RIGHT_TO_LEFT = ["ar", "he", "iw"];

export interface Speech {
  /** BCP 47 tag of the words. */
  language: string;
  direction: "ltr" | "rtl";
  words: Words;
}

/** The words in the first of these languages that the widget speaks, English when it speaks none of them. */
export function speechIn(...wanted: (string | null | undefined)[]): Speech {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split("-")[0] ?? "";
    const words = LANGUAGES[language];
    if (words) return { language, direction: RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr", words };
  }
  return { language: "en", direction: "ltr", words: english };
}

/** Puts values where a text has `{name}`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}
