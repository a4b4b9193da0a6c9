import "server-only";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { EmbeddingModel, LanguageModel } from "ai";
import type { ModelFetch } from "./model-fetch";

export type ModelServerKind = "openai" | "anthropic" | "google" | "openai-compatible";

/** A server whose models are asked, and how to enter. */
export interface ModelServer {
  kind: ModelServerKind;
  /** Null: it asks for none. */
  key: string | null;
  /** Up to and with the version, such as https://models.example/v1; null: the provider's own. */
  baseUrl: string | null;
}

const OWN_ADDRESS: Record<Exclude<ModelServerKind, "openai-compatible">, string> = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
};

/** Where a server is asked, without a slash at the end. */
export function addressOf({ kind, baseUrl }: ModelServer): string {
  const address = baseUrl ?? (kind === "openai-compatible" ? "" : OWN_ADDRESS[kind]);
  return address.replace(/\/+$/, "");
}

/** A model that writes. OpenAI's is asked over chat completions, which keep nothing there. */
export function languageModel(server: ModelServer, model: string, fetch: ModelFetch): LanguageModel {
  const settings = settingsOf(server, fetch);
  switch (server.kind) {
    case "openai":
      return createOpenAI(settings).chat(model);
    case "anthropic":
      return createAnthropic(settings)(model);
    case "google":
      return createGoogleGenerativeAI(settings)(model);
    case "openai-compatible":
      return createOpenAICompatible({ ...settings, name: "compatible", includeUsage: true })(model);
  }
}

/** A model that makes vectors; null where the provider has none. */
export function embeddingModel(server: ModelServer, model: string, fetch: ModelFetch): EmbeddingModel | null {
  const settings = settingsOf(server, fetch);
  switch (server.kind) {
    case "openai":
      return createOpenAI(settings).embedding(model);
    case "anthropic":
      return null;
    case "google":
      return createGoogleGenerativeAI(settings).embedding(model);
    case "openai-compatible":
      return createOpenAICompatible({ ...settings, name: "compatible" }).embeddingModel(model);
  }
}

function settingsOf(server: ModelServer, fetch: ModelFetch) {
  // Without a key the kits would look for one in the environment; an empty one they send as it is.
  return {
    baseURL: addressOf(server),
    apiKey: server.key ?? "none",
    fetch: fetch as typeof globalThis.fetch,
  };
}
