import "server-only";
import { noteAttempt, sourceOf } from "@/lib/auth/connect-attempts";
import { metadataUrl, type Resource, resourceAt, resourceScopes } from "@/lib/auth/resources";
import { env } from "@/lib/core/env";
import { ROUTES } from "./provider";
import { OPEN_CORS } from "./responses";
import { SCOPES } from "./scopes";

/** Clients may keep metadata this long, in seconds; hosted ones do so anyway. */
const MAX_AGE_SECONDS = 300;

/** The document about this authorization server (RFC 8414 §2, OpenID Connect Discovery 1.0 §3). */
export function authorizationServerMetadata() {
  const at = (path: string) => `${env.baseUrl}${path}`;
  return {
    issuer: env.baseUrl,
    authorization_endpoint: at(ROUTES.authorization),
    token_endpoint: at(ROUTES.token),
    registration_endpoint: at(ROUTES.registration),
    revocation_endpoint: at(ROUTES.revocation),
    jwks_uri: at(ROUTES.jwks),
    scopes_supported: [...SCOPES],
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["none", "client_secret_post", "client_secret_basic"],
    revocation_endpoint_auth_methods_supported: ["none", "client_secret_post", "client_secret_basic"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
    service_documentation: env.baseUrl,
  };
}

/** The document about one MCP endpoint (RFC 9728 §2); `resource` is exactly the URL a client calls. */
export function protectedResourceMetadata(resource: Resource) {
  return {
    resource: resource.uri,
    authorization_servers: [env.baseUrl],
    scopes_supported: resourceScopes(resource),
    bearer_methods_supported: ["header"],
    resource_name: "Caramel",
  };
}

/** Answers with the document about the authorization server, at whichever of its addresses. */
export function answerServerMetadata(request: Request): Response {
  noteAttempt(sourceOf(request.headers), { step: "server_metadata", outcome: "ok" });
  return metadataResponse(authorizationServerMetadata());
}

/** Answers below `/.well-known/oauth-protected-resource`; without a path it is about `/mcp`. */
export function answerProtectedResource(request: Request, segments: readonly string[]): Response {
  const path = `/${segments.length === 0 ? "mcp" : segments.join("/")}`;
  const resource = resourceAt(path);
  noteAttempt(sourceOf(request.headers), {
    step: "resource_metadata",
    outcome: resource === null ? "failed" : "ok",
    endpoint: path,
    ...(resource === null && { errorCode: "no_such_endpoint" }),
  });
  if (resource === null) {
    const example = resourceAt("/mcp");
    return metadataResponse(
      {
        error: "not_found",
        error_description: `There is no MCP endpoint at this path. See ${example ? metadataUrl(example) : ""}`,
      },
      404,
    );
  }
  return metadataResponse(protectedResourceMetadata(resource));
}

export function metadataResponse(body: object, status = 200): Response {
  const cacheControl = status === 200 ? `public, max-age=${MAX_AGE_SECONDS}` : "no-store";
  return Response.json(body, { status, headers: { ...OPEN_CORS, "cache-control": cacheControl } });
}
