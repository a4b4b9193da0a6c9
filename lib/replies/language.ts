import "server-only";
import { detectAll } from "tinyld";
import { smallTalkOf } from "./small-talk";
import { plainWords, SPOKEN, type Spoken, spokenFor, WORDS } from "./words";

/** Fewest words from which letters alone tell a language. */
const MIN_WORDS = 4;
/** How sure the letters must be, and by how much the first guess must lead. */
const MIN_ACCURACY = 0.08;
const MIN_LEAD = 1.4;

/** PostgreSQL's names of the languages that are spoken here. */
const CONFIGURATIONS: Record<string, Spoken> = {
  english: "en",
  german: "de",
  french: "fr",
  spanish: "es",
  italian: "it",
  portuguese: "pt",
  dutch: "nl",
};

/** The language a project's texts are searched in, as a BCP 47 tag; English when it is none of those spoken here. */
export function languageOfConfiguration(searchLanguage: string): Spoken {
  return CONFIGURATIONS[searchLanguage] ?? "en";
}

/**
 * The language of a visitor's message as a BCP 47 tag; null when it is too short to tell. Words of grammar decide among
 * the languages that are spoken here, the letters among all others.
 */
export function detectLanguage(text: string): string | null {
  const words = plainWords(text);
  const counts = SPOKEN.map((language) => {
    const known = new Set([...WORDS[language].grammar, ...WORDS[language].asking]);
    return { language, count: words.filter((word) => known.has(word)).length };
  }).sort((left, right) => right.count - left.count);
  const [first, second] = counts;
  if (first && first.count >= 2 && first.count > (second?.count ?? 0)) return first.language;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const foreign = text.match(/[^\P{L}\p{Script=Latin}]/gu)?.length ?? 0;
  const [best, next] = detectAll(text);
  if (!best) return null;
  // Another script is a sure sign, however short the text.
  if (foreign * 2 > letters && letters >= 2) return best.lang;
  if (words.length < MIN_WORDS) return null;
  if (best.accuracy < MIN_ACCURACY || best.accuracy < (next?.accuracy ?? 0) * MIN_LEAD) return null;
  // A text with words of grammar of one language is not one without any.
  if (first && first.count > 0 && first.language !== best.lang) return null;
  return best.lang;
}

/** What of a context the choice of language needs. */
interface LanguageFacts {
  searchLanguage: string;
  visitorLanguage: string | null;
  chatbot: { language: string };
  question: { content: string };
}

/**
 * The language of a reply, and of the visitor where the message tells it. A chatbot's fixed language wins; else it is
 * that of the message, that of the conversation so far, or that of the shop's texts.
 */
export function replyLanguage({ searchLanguage, visitorLanguage, chatbot, question }: LanguageFacts): {
  language: string;
  visitorLanguage: string | null;
} {
  const usual = visitorLanguage ?? languageOfConfiguration(searchLanguage);
  const detected =
    smallTalkOf(question.content, spokenFor(usual))?.language ?? detectLanguage(question.content);
  const language = chatbot.language === "auto" ? (detected ?? usual) : chatbot.language;
  return { language, visitorLanguage: detected };
}
