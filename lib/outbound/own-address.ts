import "server-only";
import { fetch } from "undici";
import { env } from "@/lib/core/env";
import { BodyTooLargeError, readBody } from "./read-body";

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 2 * 1024 * 1024;

/** What came back from our own public address. */
export interface OwnAnswer {
  status: number;
  headers: { get(name: string): string | null };
  text: string;
}

export interface OwnRequest {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a request to a path of our own public address. Tests put a local one in its place. */
export type AskOwnAddress = (path: string, request: OwnRequest) => Promise<OwnAnswer>;

/** The public address gave no answer; `reason` is a system or TLS code, `timeout` or `too_long`. */
export class NoAnswerError extends Error {
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(`No answer from the public address: ${reason}`, { cause });
    this.name = "NoAnswerError";
    this.reason = reason;
  }
}

/**
 * Asks this installation through its public address, as a client from outside does: through DNS, TLS and whatever proxy
 * is in front. Only ever `BASE_URL`; redirects are answers and not followed. At most 10 seconds and 2 MB.
 * @param path begins with a slash
 * @throws NoAnswerError
 */
export async function askOwnAddress(path: string, request: OwnRequest): Promise<OwnAnswer> {
  const url = new URL(path, env.baseUrl);
  if (url.origin !== env.baseUrl) throw new Error("Only paths of the public address can be asked.");
  try {
    const response = await fetch(url, {
      method: request.method ?? "GET",
      headers: request.headers,
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = await readBody(response, MAX_BYTES);
    return { status: response.status, headers: response.headers, text: body.toString("utf8") };
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new NoAnswerError("too_long", error);
    throw new NoAnswerError(reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "timeout";
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === "string" ? cause.code : "failed";
}
