import "server-only";
import { errors, type KoaContextWithOIDC, type ResourceServer } from "oidc-provider";
import { ACCESS_TOKEN_SECONDS } from "@/lib/auth/access-token";
import { canonicalResource, DEFAULT_RESOURCE, resourceScopes } from "@/lib/auth/resources";
import { PROTOCOL_SCOPES } from "./scopes";

/** Many clients name no resource; they get the endpoint that fits everybody (RFC 8707 §2 leaves the default to us). */
export function defaultResource(): string {
  return DEFAULT_RESOURCE.uri;
}

/** A code or refresh token is for one resource, so a token request need not repeat it. */
export function useGrantedResource(): boolean {
  return true;
}

/**
 * What tokens for a resource look like: JWT (RFC 9068), ES256, 15 minutes, for this one endpoint.
 * @throws errors.InvalidTarget unknown, or several at once
 */
export function resourceServer(ctx: KoaContextWithOIDC, indicator: string): ResourceServer {
  const resource = canonicalResource(indicator);
  if (resource === null || Array.isArray(ctx.oidc.params?.resource)) {
    throw new errors.InvalidTarget(
      resource === null
        ? "the resource is not an MCP endpoint of this installation"
        : "one authorization is for one resource",
    );
  }
  return {
    // The protocol's scopes are echoed in token responses, because clients take a missing one for a refusal.
    scope: [...resourceScopes(resource), ...PROTOCOL_SCOPES].join(" "),
    audience: resource.uri,
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    accessTokenFormat: "jwt",
    jwt: { sign: { alg: "ES256" } },
  };
}
