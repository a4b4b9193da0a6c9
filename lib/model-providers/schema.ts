import { z } from "zod";
import { COMPATIBLE_PREFIX, MODELS } from "@/lib/chatbots/values";
import { idOf, moment } from "@/lib/core/schema";

export const PROVIDER_KINDS = ["openai", "anthropic", "google", "openai-compatible"] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** What each kind is called, as the list of models calls it. */
export const PROVIDER_NAMES: Record<ProviderKind, string> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  google: "Google",
  "openai-compatible": "OpenAI-compatible server",
};

/** Kinds that have models which make vectors. */
export const EMBEDDING_KINDS: readonly ProviderKind[] = ["openai", "google", "openai-compatible"];

/** The provider of a chatbot's model and the model's name there; null for the built-in answerer. */
export function providerOfModel(model: string): { kind: ProviderKind; name: string } | null {
  if (model.startsWith(COMPATIBLE_PREFIX)) {
    return { kind: "openai-compatible", name: model.slice(COMPATIBLE_PREFIX.length) };
  }
  const known = MODELS.find(({ id }) => id === model);
  const kind = PROVIDER_KINDS.find((one) => PROVIDER_NAMES[one] === known?.provider);
  return kind === undefined ? null : { kind, name: model };
}

const MAX_KEY_LENGTH = 500;
const MAX_ADDRESS_LENGTH = 500;

const emptyAsNull = (text: string) => text.trim() || null;

const key = z
  .string()
  .transform(emptyAsNull)
  .refine((text) => text === null || (text.length >= 8 && text.length <= MAX_KEY_LENGTH), {
    error: `A key has 8 to ${MAX_KEY_LENGTH} characters.`,
  })
  // A header takes nothing else (RFC 9110 §5.5).
  .refine((text) => text === null || /^[\x21-\x7e]+$/.test(text), {
    error: "A key has no spaces and only plain letters, digits and signs. Copy it again.",
  });

const baseUrl = z
  .string()
  .max(MAX_ADDRESS_LENGTH, { error: `At most ${MAX_ADDRESS_LENGTH} characters.` })
  .transform(emptyAsNull)
  .refine((text) => text === null || isAddress(text), {
    error: "Must be an address such as https://models.example/v1, without a password, question mark or #.",
  })
  .transform((text) => text?.replace(/\/+$/, "") ?? null);

const embeddingModel = z
  .string()
  .transform(emptyAsNull)
  .refine((text) => text === null || /^\w[\w.:@/-]{0,99}$/.test(text), {
    error: "The name of a model, such as text-embedding-3-small.",
  });

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === "";
}

export const saveModelProviderInput = z.strictObject({
  kind: z.enum(PROVIDER_KINDS),
  /** Empty: the key that is there stays. */
  key: key.optional(),
  base_url: baseUrl.optional(),
  embedding_model: embeddingModel.optional(),
});
export type SaveModelProviderInput = z.output<typeof saveModelProviderInput>;

export const modelProviderInput = z.strictObject({ provider_id: idOf("modelProvider") });
export type ModelProviderInput = z.infer<typeof modelProviderInput>;

export const modelProviderView = z.strictObject({
  id: idOf("modelProvider"),
  kind: z.enum(PROVIDER_KINDS),
  has_key: z.boolean(),
  /** Last four characters; empty without a key. */
  key_hint: z.string(),
  base_url: z.string().nullable(),
  embedding_model: z.string().nullable(),
  /** How the last request ended, in words; null: well. */
  last_error: z.string().nullable(),
  last_used_at: moment.nullable(),
  updated_at: moment,
  /** Chatbots whose model it has: at most 20, and how many there are. */
  chatbots: z.array(
    z.strictObject({
      id: idOf("chatbot"),
      project_id: idOf("project"),
      name: z.string(),
      model: z.string(),
    }),
  ),
  chatbot_count: z.int(),
});
export type ModelProviderView = z.infer<typeof modelProviderView>;

export const modelProviderTest = z.strictObject({
  works: z.boolean(),
  /** What was found, in one or two sentences. */
  message: z.string(),
});
export type ModelProviderTest = z.infer<typeof modelProviderTest>;
