import "server-only";
import { type Resource, resourceScopes } from "@/lib/auth/resources";
import { type Access, type GrantablePermission, isReading, PERMISSIONS } from "@/lib/auth/values";

/** Scopes of the protocol itself: a refresh token, and who signed in. They are no right at a resource. */
export const PROTOCOL_SCOPES = ["offline_access", "openid"] as const;

/** Every OAuth scope; few and stable, because adding one breaks clients that registered earlier. */
export const SCOPES = ["mcp:read", "mcp:write", ...PROTOCOL_SCOPES] as const;

const PERMISSION_NAMES: ReadonlySet<string> = new Set(PERMISSIONS);

/**
 * The scopes of an authorization request that mean something here. Unknown ones are dropped instead of refused, a
 * request without any gets the resource's own, and permissions stay in as wishes for the consent screen.
 */
export function requestedScope(scope: string | undefined, resource: Resource): string {
  const offered = new Set<string>([...resourceScopes(resource), ...PROTOCOL_SCOPES]);
  const asked = scopeList(scope).filter((name) => offered.has(name) || PERMISSION_NAMES.has(name));
  const rights = asked.filter((name) => name.startsWith("mcp:"));
  const scopes = rights.length > 0 ? asked : [...resourceScopes(resource), ...asked];
  return [...new Set([...scopes, "offline_access"])].join(" ");
}

/** Permissions a request named; null when it named none, which leaves the choice open. */
export function requestedPermissions(scope: string | undefined): GrantablePermission[] | null {
  const named = new Set(scopeList(scope));
  const permissions = PERMISSIONS.filter((name) => named.has(name));
  return permissions.length > 0 ? permissions : null;
}

/** Whether a request asks for reading only. */
export function asksToReadOnly(scope: string | undefined): boolean {
  const scopes = scopeList(scope);
  return scopes.includes("mcp:read") && !scopes.includes("mcp:write");
}

/** The scopes a connection is granted: what was asked, as far as its access allows. */
export function grantedScopes(scope: string | undefined, access: Access): string[] {
  const allowed = new Set<string>(access === "full" ? SCOPES : SCOPES.filter((name) => name !== "mcp:write"));
  const granted = scopeList(scope).filter((name) => allowed.has(name));
  return [...new Set(["mcp:read", ...granted, "offline_access"])];
}

/** Permissions among these that only read. */
export function readingOnly(permissions: readonly GrantablePermission[]): GrantablePermission[] {
  return permissions.filter(isReading);
}

export function scopeList(scope: string | undefined): string[] {
  return (scope ?? "").split(" ").filter((name) => name !== "");
}
