// Safe in a browser, and small there: nothing here needs the schema library.

/** Longest instructions in characters; the database checks it too. */
export const MAX_INSTRUCTIONS_LENGTH = 15_000;

export const STRICTNESSES = ["strict", "balanced", "flexible"] as const;

export const WIDGET_POSITIONS = ["left", "center", "right"] as const;

export const BUBBLE_STYLES = ["rounded", "square", "pill"] as const;

/** Longest name, description, short label and welcome message in characters. */
export const MAX_NAME_LENGTH = 80;

export const MAX_DESCRIPTION_LENGTH = 500;

export const MAX_LABEL_LENGTH = 100;

export const MAX_WELCOME_LENGTH = 500;

/** Models by provider. `aliases` are what people call them. */
export const MODELS: readonly { id: string; name: string; provider: string; aliases?: readonly string[] }[] =
  [
    { id: "built-in", name: "Built-in answerer", provider: "Without a provider" },
    { id: "gpt-4o", name: "GPT-4o", provider: "OpenAI" },
    { id: "gpt-4o-mini", name: "GPT-4o mini", provider: "OpenAI" },
    { id: "gpt-4.1", name: "GPT-4.1", provider: "OpenAI" },
    { id: "gpt-4.1-mini", name: "GPT-4.1 mini", provider: "OpenAI" },
    { id: "gpt-5", name: "GPT-5", provider: "OpenAI" },
    { id: "gpt-5-mini", name: "GPT-5 mini", provider: "OpenAI" },
    { id: "claude-opus-4-5", name: "Claude Opus 4.5", provider: "Anthropic", aliases: ["claude-opus"] },
    { id: "claude-sonnet-4-5", name: "Claude Sonnet 4.5", provider: "Anthropic", aliases: ["claude-sonnet"] },
    { id: "claude-haiku-4-5", name: "Claude Haiku 4.5", provider: "Anthropic", aliases: ["claude-haiku"] },
    { id: "gemini-2.5-pro", name: "Gemini 2.5 Pro", provider: "Google", aliases: ["gemini-pro"] },
    { id: "gemini-2.5-flash", name: "Gemini 2.5 Flash", provider: "Google", aliases: ["gemini-flash"] },
    { id: "gemini-2.0-flash", name: "Gemini 2.0 Flash", provider: "Google" },
  ];

/** Begins the name of a model that an OpenAI-compatible server offers. */
export const COMPATIBLE_PREFIX = "openai-compatible/";
