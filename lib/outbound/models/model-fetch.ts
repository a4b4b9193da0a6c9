import "server-only";
import type { RequestInit } from "undici";
import { guardedFetch } from "../guarded-fetch";
import { ModelFailure } from "./model-failure";

/** What the kits of the providers take as `fetch`. */
export type ModelFetch = (input: string | URL | Request, init?: object) => Promise<Response>;

/** Largest error page that is read. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * `guardedFetch` for the providers' kits: follows no redirect, because keys in headers of their own would travel along,
 * refuses what can't be a model's answer, and reads at most so many bytes, decompressed.
 */
export function modelFetch(maxBytes: number): ModelFetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : input;
    const response = await guardedFetch(url, { ...(init as RequestInit), redirect: "manual" });
    const type = response.headers.get("content-type") ?? "";
    if (response.ok && /^\s*text\/html/i.test(type)) {
      await response.body?.cancel();
      throw new ModelFailure(
        "provider_malformed",
        "The server answered with a web page, not with a model's answer. Is the address right?",
      );
    }
    const headers = new Headers([...response.headers]);
    // The body comes decompressed.
    headers.delete("content-encoding");
    headers.delete("content-length");
    const body = response.body === null ? null : (response.body as unknown as ReadableStream<Uint8Array>);
    const limited = body?.pipeThrough(response.ok ? failingAt(maxBytes) : endingAt(MAX_ERROR_BYTES)) ?? null;
    const hasBody = response.status !== 204 && response.status !== 205 && response.status !== 304;
    return new Response(hasBody ? limited : null, { status: response.status, headers });
  };
}

function failingAt(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) controller.enqueue(chunk);
      else controller.error(new ModelFailure("provider_too_large", "The server's answer was far too long."));
    },
  });
}

function endingAt(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, maxBytes - bytes));
      bytes += chunk.byteLength;
      if (bytes >= maxBytes) controller.terminate();
    },
  });
}
