import "server-only";
import { createHash } from "node:crypto";
import type { Response } from "undici";
import { InvalidInputError } from "@/lib/core/errors";
import { openFile } from "@/lib/imports/open-file";
import { guardedFetch, isForbiddenAddress } from "@/lib/outbound/guarded-fetch";
import { BodyTooLargeError, readBody } from "@/lib/outbound/read-body";
import { MAX_FEED_BYTES } from "./schema";

/** From the first request to the last byte, over all redirects. */
const TIMEOUT_MS = 120_000;
const MAX_REDIRECTS = 5;
/** Longest validator that is kept; RFC 9110 section 8.8 sets no limit. */
const MAX_VALIDATOR_LENGTH = 500;

/** What tells whether a feed has changed (RFC 9110 section 8.8), and the hash of its bytes for servers that tell nothing. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
  /** SHA-256 of the file. */
  contentHash: string | null;
}

/** The file as it is now; null: the same as before. */
export interface FetchedFeed extends Validators {
  bytes: Buffer | null;
}

/** A feed's file can't be had; the message and the next step are for people. */
export class FeedError extends InvalidInputError {}

/**
 * Fetches the file of a feed: from the public internet only, and from every address that it leads to.
 * @param known what tells of the file that was read before
 * @throws FeedError
 */
export async function fetchFeed(url: string, known: Validators, signal?: AbortSignal): Promise<FetchedFeed> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await follow(url, known, signal ? AbortSignal.any([timeout, signal]) : timeout);
    if (response.status === 304) {
      await response.body?.cancel();
      return { bytes: null, ...known };
    }
    const bytes = await readBody(response, MAX_FEED_BYTES);
    const contentHash = createHash("sha256").update(bytes).digest("hex");
    const told = { etag: validator(response, "etag"), lastModified: validator(response, "last-modified") };
    if (contentHash === known.contentHash) return { bytes: null, ...told, contentHash };
    // A file that is packed itself: what counts is what it unpacks to.
    for await (const _ of openFile(() => only(bytes), MAX_FEED_BYTES));
    return { bytes, ...told, contentHash };
  } catch (error) {
    signal?.throwIfAborted();
    throw toFeedError(error);
  }
}

async function* only(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Each address on the way is checked by the connection to it. */
async function follow(url: string, known: Validators, signal: AbortSignal): Promise<Response> {
  let address = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await guardedFetch(address, {
      redirect: "manual",
      signal,
      headers: {
        accept:
          "application/xml, application/rss+xml, application/atom+xml, text/csv, text/tab-separated-values, */*;q=0.5",
        "user-agent": "Caramel (reads product feeds that their owner names)",
        ...(known.etag !== null && { "if-none-match": known.etag }),
        ...(known.lastModified !== null && { "if-modified-since": known.lastModified }),
      },
    });
    const isKnown = known.etag !== null || known.lastModified !== null;
    if (response.ok || (response.status === 304 && isKnown)) return response;
    const location = response.headers.get("location");
    await response.body?.cancel();
    if (response.status < 300 || response.status > 399 || location === null) throw refused(response.status);
    const next = URL.parse(location, address);
    if (!next || !/^https?:$/.test(next.protocol) || next.username !== "" || next.password !== "") {
      throw new FeedError("The feed's address leads to something that is no web address.", {
        nextStep: "Give the address that a browser ends at.",
      });
    }
    address = next.href;
  }
  throw new FeedError(`The feed's address leads from one to the next, more than ${MAX_REDIRECTS} times.`, {
    nextStep: "Give the address that a browser ends at.",
  });
}

function validator(response: Response, header: string): string | null {
  const value = response.headers.get(header);
  return value !== null && value.length <= MAX_VALIDATOR_LENGTH ? value : null;
}

function refused(status: number): FeedError {
  if (status === 404 || status === 410) {
    return new FeedError(`There is no file at the feed's address: its server answers ${status}.`, {
      nextStep: "Open the address in a browser to check it.",
    });
  }
  if (status === 401 || status === 403 || status === 407) {
    return new FeedError(`The feed's server lets nobody in without signing in: it answers ${status}.`, {
      nextStep: "Use an address that needs no password, such as one with a key in it that the shop made.",
    });
  }
  return new FeedError(`The feed's server answers with the error ${status}.`, {
    nextStep: "It is tried again by itself; if this lasts, ask whoever runs it.",
  });
}

function toFeedError(error: unknown): FeedError {
  if (error instanceof FeedError) return error;
  // The file itself says nothing that can be read: empty, a picture, packed twice.
  if (error instanceof InvalidInputError) {
    return new FeedError(error.message, { nextStep: error.nextStep, cause: error });
  }
  if (isForbiddenAddress(error)) {
    return new FeedError("The feed's address leads into an inner network, which is never read from.", {
      nextStep: "Give an address on the public internet, or import the file by hand.",
      cause: error,
    });
  }
  if (error instanceof BodyTooLargeError) {
    return new FeedError(`The feed is larger than ${MAX_FEED_BYTES / 2 ** 20} MB.`, {
      nextStep: "Split it into several feeds.",
      cause: error,
    });
  }
  if ((error as Error).name === "TimeoutError") {
    return new FeedError(`The feed did not arrive within ${TIMEOUT_MS / 1_000} seconds.`, {
      nextStep: "It is tried again by itself; if this lasts, ask whoever runs its server.",
      cause: error,
    });
  }
  return new FeedError("The feed's server can't be reached, or broke off.", {
    nextStep: "Check the address in a browser. It is tried again by itself.",
    cause: error,
  });
}
