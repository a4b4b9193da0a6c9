import "server-only";
import { env } from "@/lib/core/env";
import { idPattern } from "@/lib/core/ids";

/** A protected resource of this installation: one MCP endpoint, to which access tokens are bound (RFC 8707). */
export type Resource = { uri: string; path: string } & (
  | { kind: "account" | "readonly"; projectId?: undefined }
  | { kind: "project"; projectId: string }
);

const PROJECT_PATH = /^\/mcp\/projects\/([^/]+)$/;
const PROJECT_ID = idPattern("project");

/** The endpoint that clients get when they name none. */
export const DEFAULT_RESOURCE: Resource = { uri: `${env.baseUrl}/mcp`, path: "/mcp", kind: "account" };

/**
 * The resource a text names, or null. Tolerates what clients write for the same endpoint: one trailing slash, scheme
 * and host in capitals, the bare origin (which means `/mcp`) and `access=readonly`, which narrows requests but not the
 * audience. Only the shape of a project id is checked, so that the answer tells nobody which projects exist.
 */
export function canonicalResource(text: string): Resource | null {
  // A backslash is a slash to the URL parser, and an empty fragment leaves no trace after parsing.
  if (!/^[\x21-\x7e]+$/.test(text) || /[\\#]/.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || url.origin !== env.baseUrl || url.username !== "" || url.password !== "") return null;
  if (url.search !== "" && url.search !== "?access=readonly") return null;
  return resourceAt(url.pathname === "/" ? "/mcp" : url.pathname.replace(/\/$/, ""));
}

/** The resource served at a path without a trailing slash, such as `/mcp/projects/prj_…`, or null. */
export function resourceAt(path: string): Resource | null {
  if (path === "/mcp") return DEFAULT_RESOURCE;
  if (path === "/mcp-readonly") return { uri: `${env.baseUrl}${path}`, path, kind: "readonly" };
  const projectId = PROJECT_PATH.exec(path)?.[1];
  if (projectId === undefined || !PROJECT_ID.test(projectId)) return null;
  return { uri: `${env.baseUrl}${path}`, path, kind: "project", projectId };
}

/** Where the protected-resource metadata of a resource is (RFC 9728 §3.1: the path goes behind the well-known part). */
export function metadataUrl(resource: Resource): string {
  return `${env.baseUrl}/.well-known/oauth-protected-resource${resource.path}`;
}

/** OAuth scopes a resource offers, without `offline_access`, which is no right at a resource. */
export function resourceScopes(resource: Resource): string[] {
  return resource.kind === "readonly" ? ["mcp:read"] : ["mcp:read", "mcp:write"];
}
