import "server-only";
import { errors } from "oidc-provider";
import { fetch } from "undici";
import { takeAttempt } from "@/lib/auth/attempts";
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, secondsAfter } from "@/lib/core/clock";
import { logger } from "@/lib/core/logger";
import { prisma } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { guardedAgent } from "@/lib/outbound/address-guard";
import { type ClientMetadata, readClientMetadata } from "./client-metadata";

/** Bounds of a Client ID Metadata Document and of its fetch; the draft's §6.6 recommends 5 KB. */
const MAX_BYTES = 5 * 1024;
const TIMEOUT_MS = 10_000;
/** How long a document counts as fresh, whatever its cache headers say. */
const MIN_FRESH_SECONDS = 5 * MINUTE_SECONDS;
const MAX_FRESH_SECONDS = DAY_SECONDS;

/** What a fetch of a document gave. */
export interface FetchedDocument {
  text: string;
  cacheControl: string | null;
}

/** Gets the bytes of a document. Tests put a local one in its place. */
export type FetchDocument = (url: string) => Promise<FetchedDocument>;

/**
 * Whether a client id may be the address of a metadata document (draft-ietf-oauth-client-id-metadata-document §3):
 * https on its standard port, a path without dot segments, no fragment, no user name.
 */
export function isDocumentUrl(id: string): boolean {
  if (id.length > 500 || !/^https:\/\/[\x21-\x7e]+$/.test(id) || /[\\#@"<>^`{|}]/.test(id)) return false;
  const url = URL.parse(id);
  // The parser resolves dot segments and drops port 443, so a URL it would change is not the client's own spelling.
  return (
    url !== null && url.href === id && url.port === "" && url.pathname !== "/" && !/%2e/i.test(url.pathname)
  );
}

interface DocumentLookup {
  /** Only where waiting for somebody else's server is in order. */
  mayFetch: boolean;
  /** Of whoever asks, for the limit on fetches. */
  address: string;
  fetchDocument?: FetchDocument;
}

// People who connect the same client at the same moment cause one fetch per instance.
const underWay = new Map<string, Promise<ClientMetadata>>();

/**
 * The metadata of the client with this document. A fresh copy is used as it is; otherwise the document is fetched when
 * `mayFetch` allows it, and the last good copy stays in use when that fails.
 * @returns null when it may not be fetched and there is no copy
 * @throws errors.InvalidClient, errors.InvalidClientMetadata when there is neither a document nor a copy
 */
export async function documentClient(id: string, lookup: DocumentLookup): Promise<ClientMetadata | null> {
  if (!lookup.mayFetch) return (await findCopy(id))?.metadata ?? null;
  const known = underWay.get(id);
  if (known) return known;
  const work = freshClient(id, lookup).finally(() => underWay.delete(id));
  underWay.set(id, work);
  return work;
}

async function freshClient(id: string, lookup: DocumentLookup): Promise<ClientMetadata> {
  const copy = await findCopy(id);
  if (copy?.isFresh) return copy.metadata;
  try {
    await limitFetches(id, lookup.address);
    return await fetchAndKeep(id, lookup.fetchDocument ?? fetchPublicDocument);
  } catch (error) {
    logger.warn(
      { clientId: id, reason: reasonOf(error), hasCopy: copy !== null },
      "client document not fetched",
    );
    if (copy !== null) return copy.metadata;
    throw error instanceof errors.OIDCProviderError
      ? error
      : new errors.InvalidClient("the client's metadata document could not be read", {
          cause: error as Error,
        });
  }
}

async function findCopy(id: string): Promise<{ metadata: ClientMetadata; isFresh: boolean } | null> {
  const row = await prisma.oAuthClient.findUnique({
    where: { id, kind: "document" },
    select: { metadata: true, freshUntil: true },
  });
  return (
    row && {
      metadata: row.metadata as unknown as ClientMetadata,
      isFresh: row.freshUntil !== null && row.freshUntil > new Date(),
    }
  );
}

async function fetchAndKeep(id: string, fetchDocument: FetchDocument): Promise<ClientMetadata> {
  const { text, cacheControl } = await fetchDocument(id);
  const metadata = parseDocument(id, text);
  const now = new Date();
  const facts = {
    name: metadata.client_name,
    metadata: metadata as unknown as Prisma.InputJsonObject,
    fetchedAt: now,
    freshUntil: secondsAfter(now, freshSeconds(cacheControl)),
  };
  await prisma.oAuthClient.upsert({
    where: { id },
    create: { id, kind: "document", ...facts },
    update: facts,
    select: { id: true },
  });
  return metadata;
}

/**
 * Checks a document against draft §4 and §4.1.
 * @throws errors.InvalidClientMetadata, errors.InvalidRedirectUri
 */
export function parseDocument(id: string, text: string): ClientMetadata {
  const document = parseObject(text);
  if (document.client_id !== id) throw invalid("its client_id is not the address it was fetched from");
  if ("client_secret" in document || "client_secret_expires_at" in document)
    throw invalid("it contains a secret");
  const { token_endpoint_auth_method: method } = document;
  if (typeof method === "string" && method.startsWith("client_secret")) {
    throw invalid(`its authentication method ${method.slice(0, 40)} needs a secret`);
  }
  return readClientMetadata(document, "document");
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below, with the same words as for any other JSON that is no object.
  }
  throw invalid("it is not a JSON object");
}

function invalid(reason: string) {
  return new errors.InvalidClientMetadata(`the client's metadata document is not valid: ${reason}`);
}

function freshSeconds(cacheControl: string | null): number {
  const maxAge = /(?:^|,)\s*max-age\s*=\s*"?(\d{1,9})/i.exec(cacheControl ?? "")?.[1];
  return Math.min(MAX_FRESH_SECONDS, Math.max(MIN_FRESH_SECONDS, Number(maxAge ?? HOUR_SECONDS)));
}

/** Fetches from public addresses only, without redirects, at most 5 KB in 10 seconds. */
export async function fetchPublicDocument(url: string): Promise<FetchedDocument> {
  const response = await fetch(url, {
    dispatcher: guardedAgent,
    headers: { accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`status ${response.status} instead of 200`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (bytes > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  return { text, cacheControl: response.headers.get("cache-control") };
}

/** Keeps this server from being used to send requests to others. */
async function limitFetches(id: string, address: string): Promise<void> {
  const limits = [
    { subject: `document-host:${new URL(id).host}`, limit: 60, spanSeconds: MINUTE_SECONDS },
    { subject: `document-address:${address}`, limit: 60, spanSeconds: MINUTE_SECONDS },
  ];
  for (const limit of limits) {
    const wait = await takeAttempt(limit);
    if (wait > 0) throw new Error(`too many fetches, wait ${wait} seconds`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.OIDCProviderError) return error.error_description ?? error.message;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.message : String(error);
}
