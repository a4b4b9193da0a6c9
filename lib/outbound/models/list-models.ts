import "server-only";
import { APICallError } from "ai";
import { z } from "zod";
import { ModelFailure, toModelFailure } from "./model-failure";
import { modelFetch } from "./model-fetch";
import { addressOf, type ModelServer, type ModelServerKind } from "./server";

const MAX_BYTES = 4_000_000;
/** Version of Anthropic's interface that is spoken. */
const ANTHROPIC_VERSION = "2023-06-01";

/** What makes a list come whole. */
const PAGE: Record<ModelServerKind, string> = {
  openai: "",
  "openai-compatible": "",
  anthropic: "?limit=1000",
  google: "?pageSize=1000",
};

const answer = z.object({
  data: z.array(z.object({ id: z.string() })).optional(),
  models: z.array(z.object({ name: z.string() })).optional(),
});

/**
 * The models a server has, which also tells whether it can be reached and takes the key.
 * @returns null when it keeps no list
 * @throws ModelFailure
 */
export async function listModels(
  server: ModelServer,
  { timeoutMs }: { timeoutMs: number },
): Promise<string[] | null> {
  try {
    const url = `${addressOf(server)}/models${PAGE[server.kind]}`;
    const response = await modelFetch(MAX_BYTES)(url, {
      headers: headersOf(server),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.status === 404 || response.status === 405) return null;
    if (!response.ok) {
      throw new APICallError({
        message: "",
        url,
        requestBodyValues: {},
        statusCode: response.status,
        responseHeaders: Object.fromEntries(response.headers),
        responseBody: text,
      });
    }
    const { data, models } = answer.parse(JSON.parse(text));
    if (data === undefined && models === undefined) return null;
    return [...(data ?? []).map(({ id }) => id), ...(models ?? []).map(({ name }) => name)].map((name) =>
      name.replace(/^models\//, ""),
    );
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      throw new ModelFailure(
        "provider_malformed",
        "The server's answer could not be read. Is the address right?",
      );
    }
    if (error instanceof Error && error.name === "TimeoutError") {
      throw new ModelFailure("provider_timeout", "The server did not answer in time.");
    }
    throw toModelFailure(error, server.key);
  }
}

function headersOf({ kind, key }: ModelServer): Record<string, string> {
  if (key === null) return {};
  if (kind === "anthropic") return { "x-api-key": key, "anthropic-version": ANTHROPIC_VERSION };
  return kind === "google" ? { "x-goog-api-key": key } : { authorization: `Bearer ${key}` };
}
