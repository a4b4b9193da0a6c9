import { z } from "zod";
import { MAX_KEY_NAME_LENGTH } from "./values";

export const apiKeyStatus = z.enum(["active", "revoked", "expired"]);
export type ApiKeyStatus = z.infer<typeof apiKeyStatus>;

export const createApiKeyInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Give the key a name.")
    .max(MAX_KEY_NAME_LENGTH, `A name has at most ${MAX_KEY_NAME_LENGTH} characters.`)
    .describe("What the key is for"),
  access: z.enum(["full", "readonly"]).default("readonly").describe("`readonly` can never change anything"),
  project_id: z
    .string()
    .min(1)
    .max(64)
    .nullable()
    .default(null)
    .describe(
      "The only project the key works for; null for every project of the organisation, also later ones",
    ),
  expires_at: z.iso
    .datetime({ message: "Must be a time in ISO 8601, UTC, such as 2030-01-31T00:00:00Z." })
    .nullable()
    .default(null)
    .describe("From here on the key is refused; null for no end"),
});
export type CreateApiKeyInput = z.infer<typeof createApiKeyInput>;

export const listApiKeysInput = z.strictObject({
  state: z.enum(["standing", "ended"]).default("standing").describe("Those that work, or those that ended"),
  limit: z.int().min(1).max(100).default(20).describe("Keys on a page"),
  cursor: z.string().max(500).optional().describe("`next_cursor` of the page before"),
});
export type ListApiKeysInput = z.infer<typeof listApiKeysInput>;

export const revokeApiKeyInput = z.strictObject({
  api_key_id: z.string().min(1).max(64).describe("Id of the key, `key_…`, not the key itself"),
});
export type RevokeApiKeyInput = z.infer<typeof revokeApiKeyInput>;

export const keyUrlInput = revokeApiKeyInput;
export type KeyUrlInput = RevokeApiKeyInput;

/** A key without its secret. Times are ISO 8601 UTC. */
export const apiKeyView = z.strictObject({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe("Last characters of the key"),
  access: z.enum(["full", "readonly"]),
  project: z
    .strictObject({ id: z.string(), name: z.string() })
    .nullable()
    .describe("null: every project of the organisation"),
  status: apiKeyStatus,
  created_at: z.string(),
  last_used_at: z.string().nullable(),
  expires_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  url_made_at: z
    .string()
    .nullable()
    .describe("Since when an address with a secret in it works for this key; null: none does"),
});
export type ApiKeyView = z.infer<typeof apiKeyView>;

/** The only answer that ever holds the key itself. */
export const createdApiKey = z.strictObject({ api_key: apiKeyView, secret: z.string() });
export type CreatedApiKey = z.infer<typeof createdApiKey>;

/** The only answer that ever holds the secret address. */
export const createdKeyUrl = z.strictObject({ api_key: apiKeyView, url: z.string() });
export type CreatedKeyUrl = z.infer<typeof createdKeyUrl>;

export const apiKeyList = z.strictObject({
  items: z.array(apiKeyView),
  next_cursor: z.string().nullable(),
});
export type ApiKeyList = z.infer<typeof apiKeyList>;
