import type { ChatbotDetail } from "@/lib/chatbots/schema";

const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

/** "Automatic" or the language's English name; a tag nobody knows stays as it is. */
export function languageName(tag: string): string {
  if (tag === "auto") return "Automatic";
  try {
    return languageNames.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** "Built-in answerer", or the model's own name. */
export function modelName(model: string): string {
  return model === "built-in" ? "Built-in answerer" : model;
}

export const STRICTNESS_WORDS: Record<ChatbotDetail["strictness"], { title: string; hint: string }> = {
  strict: { title: "Strict", hint: "Answers only with what the sources say" },
  balanced: { title: "Balanced", hint: "Follows the sources, with some freedom in wording" },
  flexible: { title: "Flexible", hint: "May go beyond the sources" },
};
