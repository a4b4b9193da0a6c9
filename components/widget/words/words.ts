import { english, type Words } from "./english";
import { otherLanguages } from "./other-languages";

const RIGHT_TO_LEFT = ["ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"];

export interface Speech {
  /** BCP 47 tag of the words. */
  language: string;
  direction: "ltr" | "rtl";
  words: Words;
}

/** The words in the first of these languages that the widget speaks, English when it speaks none. */
export function speechIn(...wanted: (string | null | undefined)[]): Speech {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split("-")[0] ?? "";
    if (language === "en") break;
    const words = otherLanguages[language];
    if (words) return { language, direction: directionOf(language), words: { ...english, ...words } };
  }
  return { language: "en", direction: "ltr", words: english };
}

/** Which way a language is written. */
export function directionOf(tag: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.includes(tag.toLowerCase().split("-")[0] ?? "") ? "rtl" : "ltr";
}

/** Puts values where a text has `{name}`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}
