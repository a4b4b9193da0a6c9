import "server-only";
import { verifyAccessToken } from "./access-token";
import { type Admission, admit, type CallToAdmit, completeCall } from "./admission";
import { hashApiKey, isWellFormedKey, isWellFormedUrlToken } from "./api-key";

/** A credential whose form, signature, lifetime and audience are right; the database has not been asked yet. */
export type Credential =
  | { kind: "token"; connectionId: string; resource: string; scopes: readonly string[] }
  | { kind: "api_key"; keyHash: string };

/** What a request to an endpoint asks of its credential. */
export interface CredentialUse {
  /** Of an endpoint that serves one project. */
  projectId: string | undefined;
  /** Whether the endpoint or its URL leaves reading only. */
  isReadonly: boolean;
  requestId: string;
  call?: CallToAdmit;
}

/**
 * The text of the bearer credential (RFC 6750 §2.1), from the header only: tokens in a query string don't count.
 * @returns null when none was sent, an empty text when one was sent in a form that can't be right
 */
export function readBearer(headers: Headers): string | null {
  const header = headers.get("authorization");
  if (header === null || !/^bearer(\s|$)/i.test(header)) return null;
  return /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? "";
}

/**
 * Checks a bearer text in process, without the database: form and checksum of an API key, or signature, lifetime and
 * audience of an access token (RFC 8707 §2: a token is good at the one resource it was issued for).
 * @param resource canonical resource of the endpoint, or null where no token can be for it
 */
export async function checkBearer(text: string, resource: string | null): Promise<Credential | null> {
  if (text.startsWith("cha_")) {
    return isWellFormedKey(text) ? { kind: "api_key", keyHash: hashApiKey(text) } : null;
  }
  const token = text === "" || resource === null ? null : await verifyAccessToken(text);
  if (token === null || token.audience !== resource) return null;
  return {
    kind: "token",
    connectionId: token.connectionId,
    resource: token.audience,
    scopes: token.scopes,
  };
}

/** Checks the secret in an address `/mcp/t/<secret>` in process: form and checksum. */
export function checkUrlToken(text: string): Credential | null {
  return isWellFormedUrlToken(text) ? { kind: "api_key", keyHash: hashApiKey(text) } : null;
}

/** Whether the credential's OAuth scopes allow writing at all. An API key has no scopes; its access decides. */
export function mayWrite(credential: Credential): boolean {
  return credential.kind === "api_key" || credential.scopes.includes("mcp:write");
}

/** Whether the scopes allow anything at an MCP endpoint; `mcp:write` includes `mcp:read`. */
export function mayRead(credential: Credential): boolean {
  return mayWrite(credential) || (credential.kind === "token" && credential.scopes.includes("mcp:read"));
}

/** Asks the database, in the one round trip, whether the credential is alive and what it may do. */
export async function admitCredential(credential: Credential, use: CredentialUse): Promise<Admission> {
  const admission = await admit({
    credential:
      credential.kind === "token"
        ? { connectionId: credential.connectionId }
        : { keyHash: credential.keyHash },
    projectId: use.projectId,
    isReadonly: use.isReadonly || !mayWrite(credential),
    requestId: use.requestId,
    call: use.call,
  });
  // The connection decides what its tokens are for, even if a token should ever say otherwise.
  const isForeign =
    credential.kind === "token" &&
    "connection" in admission &&
    admission.connection?.resource !== credential.resource;
  if (isForeign) {
    if (use.call && admission.state === "ok") {
      await completeCall(use.call.id, { outcome: "denied", errorCode: "wrong_resource", durationMs: 0 });
    }
    return { state: "unknown" };
  }
  return admission;
}
