import "server-only";
import { resourceAt, resourceScopes } from "@/lib/auth/resources";
import { env } from "@/lib/core/env";
import type { Span } from "./catalogue";

/** What a route says about itself. */
export interface EndpointOptions {
  endpoint: "account" | "readonly" | "project" | "secret_address" | "conformance";
  access: "full" | "readonly";
  /** Of the URL, unchecked; only with `project`. */
  projectId?: string;
  /** Of the URL, unchecked; the credential of `secret_address`, which takes no other. */
  urlToken?: string;
}

/** An MCP endpoint as one request sees it. */
export interface Endpoint {
  /** Without a trailing slash, such as `/mcp/projects/prj_…`. */
  path: string;
  /** Canonical resource that access tokens must be for; null where no token can be. */
  resource: string | null;
  /** Its own protected-resource metadata (RFC 9728 §3.1); null where signing in would not help. */
  metadataUrl: string | null;
  /** Scopes that help here, for challenges. */
  scopes: string[];
  projectId: string | undefined;
  span: Span;
  isReadonly: boolean;
}

/** The endpoint of a request; `?access=readonly` narrows any of them. */
export function endpointOf(request: Request, options: EndpointOptions): Endpoint {
  const path = {
    account: "/mcp",
    readonly: "/mcp-readonly",
    project: `/mcp/projects/${encodeURIComponent(options.projectId ?? "")}`,
    // Without the secret: the path stands in the call log.
    secret_address: "/mcp/t",
    conformance: "/mcp-conformance",
  }[options.endpoint];
  const resource = resourceAt(path);
  const isReadonly =
    options.access === "readonly" || new URL(request.url).searchParams.get("access") === "readonly";
  return {
    path,
    resource: resource?.uri ?? null,
    metadataUrl:
      options.endpoint === "secret_address"
        ? null
        : `${env.baseUrl}/.well-known/oauth-protected-resource${path}`,
    scopes: isReadonly || resource === null ? ["mcp:read"] : resourceScopes(resource),
    projectId: options.endpoint === "project" ? (options.projectId ?? "") : undefined,
    span: options.endpoint === "project" ? "project" : "projects",
    isReadonly,
  };
}
