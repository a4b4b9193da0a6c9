import "server-only";
import { errors } from "oidc-provider";
import { z } from "zod";
import { applicationType, MAX_REDIRECT_URIS, redirectKind } from "./redirect-uris";

/** Longest name shown for a client, in characters. */
const MAX_NAME_LENGTH = 60;

/** What is kept of a client's metadata, under the names of RFC 7591 §2; everything else it sends is ignored. */
export interface ClientMetadata {
  client_name: string;
  redirect_uris: string[];
  application_type: "native" | "web";
  token_endpoint_auth_method: "none" | "client_secret_post" | "client_secret_basic";
  grant_types: string[];
  response_types: string[];
  client_uri?: string;
}

/** What a client may claim; types are checked, unknown members dropped. */
const claimed = z.object({
  redirect_uris: z.array(z.string()).min(1).max(MAX_REDIRECT_URIS),
  client_name: z.string().optional().catch(undefined),
  client_uri: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional()
    .catch(undefined),
  application_type: z.unknown().optional(),
  token_endpoint_auth_method: z.unknown().optional(),
  grant_types: z.array(z.string()).max(50).optional(),
  response_types: z.array(z.string()).max(50).optional(),
});

/**
 * The part of a registration or metadata document that counts. Nothing in it is trusted: names are cleaned, unknown
 * grant types, scopes and members are ignored, and methods we don't offer become `none` with PKCE.
 * @throws errors.InvalidRedirectUri, errors.InvalidClientMetadata (RFC 7591 §3.2.2)
 */
export function readClientMetadata(metadata: unknown, kind: "registration" | "document"): ClientMetadata {
  const parsed = claimed.safeParse(metadata);
  if (!parsed.success) throw toMetadataError(parsed.error);
  const { data } = parsed;
  for (const uri of data.redirect_uris) {
    if (redirectKind(uri) === null) {
      throw metadataError(
        "invalid_redirect_uri",
        `redirect_uris may contain https addresses, http addresses of 127.0.0.1, [::1] or localhost, and an app's own scheme, without fragment or user name; this is none of them: ${uri.slice(0, 100)}`,
      );
    }
  }
  if (data.grant_types && data.grant_types.length > 0 && !data.grant_types.includes("authorization_code")) {
    throw metadataError("invalid_client_metadata", "grant_types must contain authorization_code");
  }
  if (data.response_types && data.response_types.length > 0 && !data.response_types.includes("code")) {
    throw metadataError("invalid_client_metadata", "response_types must contain code");
  }
  const redirectUris = [...new Set(data.redirect_uris)];
  return {
    client_name: displayName(data.client_name ?? ""),
    redirect_uris: redirectUris,
    application_type: applicationType(redirectUris, data.application_type),
    token_endpoint_auth_method: kind === "document" ? "none" : authMethod(data.token_endpoint_auth_method),
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    ...(data.client_uri ? { client_uri: data.client_uri } : {}),
  };
}

/** A name that can't pretend to be part of our page: no line breaks, control, direction or invisible characters. */
export function displayName(text: string): string {
  const plain = text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  return [...plain].slice(0, MAX_NAME_LENGTH).join("").trim() || "Unnamed client";
}

function authMethod(method: unknown): ClientMetadata["token_endpoint_auth_method"] {
  // RFC 7591 §2: a client that names no method uses client_secret_basic.
  if (method === undefined || method === "client_secret_basic") return "client_secret_basic";
  return method === "client_secret_post" ? "client_secret_post" : "none";
}

function toMetadataError(error: z.ZodError): Error {
  const [issue] = error.issues;
  const path = issue?.path.join(".") ?? "";
  const text = `${path || "the metadata"}: ${issue?.message ?? "is not valid"}`;
  return metadataError(
    path.startsWith("redirect_uris") ? "invalid_redirect_uri" : "invalid_client_metadata",
    text,
  );
}

function metadataError(code: "invalid_redirect_uri" | "invalid_client_metadata", description: string) {
  return new errors.CustomOIDCProviderError(code, description);
}
