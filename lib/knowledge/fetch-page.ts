import "server-only";
import type { Response } from "undici";
import { InvalidInputError } from "@/lib/core/errors";
import { DocumentError } from "@/lib/documents/document-error";
import { type DocumentText, readDocument } from "@/lib/documents/read-document";
import { MAX_DOCUMENT_BYTES } from "@/lib/documents/values";
import { guardedFetch, isForbiddenAddress } from "@/lib/outbound/guarded-fetch";
import { BodyTooLargeError, readBody } from "@/lib/outbound/read-body";
import { MAX_TITLE_LENGTH } from "./values";

/** From the first request to the last byte, over all redirects. */
const TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 5;
/** Longest validator that is kept; RFC 9110 section 8.8.3 sets no limit. */
const MAX_ETAG_LENGTH = 500;
/** What a page may be, by the name its server gives; what it is, its content decides. */
const TYPES =
  /^(?:text\/(?:html|plain|markdown|x-markdown)|application\/(?:xhtml\+xml|pdf|x-pdf|octet-stream))$/;

/** What a web page says now; null: the same as before. */
export interface FetchedPage {
  document: DocumentText | null;
  etag: string | null;
}

/**
 * Reads a web page by its address: from the public internet only, and from every address that it leads to.
 * @param known entity tag of what is there already (RFC 9110 section 13.1.2)
 * @throws InvalidInputError why it can't be read and what to do, for the field `url`
 */
export async function fetchPage(url: string, known: string | null): Promise<FetchedPage> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const { response, address } = await follow(url, known, signal);
    const etag = response.headers.get("etag");
    if (response.status === 304 && known !== null) {
      await response.body?.cancel();
      return { document: null, etag: known };
    }
    const [type = "", ...parameters] = (response.headers.get("content-type") ?? "").toLowerCase().split(";");
    if (type.trim() !== "" && !TYPES.test(type.trim())) {
      await response.body?.cancel();
      throw unreadable(
        "It is neither a page, a PDF nor text.",
        "Give the address of a page that people read.",
      );
    }
    const charset = /charset\s*=\s*"?([\w-]{1,40})/.exec(parameters.join(";"))?.[1];
    const bytes = await readBody(response, MAX_DOCUMENT_BYTES);
    const document = await readDocument(bytes, {
      name: new URL(address).pathname,
      maxTitleLength: MAX_TITLE_LENGTH,
      address,
      ...(charset !== undefined && { charset }),
    });
    return { document, etag: etag !== null && etag.length <= MAX_ETAG_LENGTH ? etag : null };
  } catch (error) {
    throw toInputError(error);
  }
}

/** Each address on the way is checked by the connection to it. */
async function follow(url: string, etag: string | null, signal: AbortSignal) {
  let address = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await guardedFetch(address, {
      redirect: "manual",
      signal,
      headers: {
        accept: "text/html, application/xhtml+xml, application/pdf, text/markdown, text/plain;q=0.9",
        "user-agent": "Caramel (reads pages that their owner names)",
        ...(etag !== null && { "if-none-match": etag }),
      },
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || response.status === 304 || location === null) {
      if (!response.ok && response.status !== 304) {
        await response.body?.cancel();
        throw refused(response);
      }
      return { response, address };
    }
    await response.body?.cancel();
    const next = URL.parse(location, address);
    if (!next || !/^https?:$/.test(next.protocol) || next.username !== "" || next.password !== "") {
      throw unreadable(
        "It leads to something that is no web address.",
        "Give the address that a browser ends at.",
      );
    }
    next.hash = "";
    address = next.href;
  }
  throw unreadable(
    `It leads from address to address, more than ${MAX_REDIRECTS} times.`,
    "Give the address that a browser ends at.",
  );
}

function refused({ status }: Response): InvalidInputError {
  if (status === 404 || status === 410) {
    return unreadable(
      `There is no such page: its server answers ${status}.`,
      "Open the address in a browser to check it.",
    );
  }
  if (status === 401 || status === 403 || status === 407) {
    return unreadable(
      `Its server lets nobody in without signing in, or refuses programs: it answers ${status}.`,
      "Save the page as PDF or text and upload that.",
    );
  }
  return unreadable(`Its server answers with the error ${status}.`, "Try again later.");
}

function toInputError(error: unknown): InvalidInputError {
  if (error instanceof DocumentError) return unreadable(error.message, error.nextStep ?? "", error);
  if (error instanceof InvalidInputError) return error;
  if (isForbiddenAddress(error)) {
    return unreadable(
      "It leads into an inner network, which is never read from.",
      "Give an address on the public internet, or upload the page as a file.",
      error,
    );
  }
  if (error instanceof BodyTooLargeError) {
    return unreadable(
      `It is larger than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB.`,
      "Give the address of a smaller page.",
      error,
    );
  }
  if ((error as Error).name === "TimeoutError") {
    return unreadable(
      `It did not arrive within ${TIMEOUT_MS / 1_000} seconds.`,
      "Try again later, or upload the page as a file.",
      error,
    );
  }
  return unreadable(
    "Its server can't be reached.",
    "Check the address in a browser, and try again later.",
    error,
  );
}

function unreadable(rule: string, nextStep: string, cause?: unknown): InvalidInputError {
  const message = `The page can't be read. ${rule}`;
  return new InvalidInputError(message, {
    reason: "page_unreadable",
    problems: [{ path: "url", message: `${rule} ${nextStep}`.trim() }],
    nextStep,
    cause,
  });
}
