import "server-only";
import { InsufficientPermissionError, NotFoundError, TierRequiredError } from "@/lib/core/errors";
import type { TenantScope } from "@/lib/db/tenant";
import { includesTier, type Permission, type Role, type Tier } from "./values";

/** Through what the caller came in. */
export type Actor =
  | { kind: "person"; userId: string; role: Role }
  | { kind: "connection"; connectionId: string; userId: string; clientName: string }
  | { kind: "api_key"; apiKeyId: string; name: string }
  | { kind: "job"; name: string }
  /** Somebody who writes to a chatbot; null until there is a row for them. */
  | { kind: "visitor"; visitorId: string | null; chatbotId: string }
  | { kind: "operator" };

/**
 * Who acts, for which organisation and projects, with which permissions and tier. Only `lib/auth` builds one; every
 * verb takes one.
 */
export interface Caller extends TenantScope {
  readonly actor: Actor;
  readonly permissions: ReadonlySet<Permission>;
  readonly tier: Tier;
  /** Leads from an answer to its log line. */
  readonly requestId?: string;
  /** Row of the call log this work belongs to. */
  readonly callId?: string;
  /** The person who approved this very change, when the connection asks first. */
  readonly approvedBy?: { readonly userId: string };
}

/** @throws InsufficientPermissionError */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (!caller.permissions.has(permission)) throw new InsufficientPermissionError(permission);
}

/** @throws TierRequiredError */
export function requireTier(caller: Caller, tier: Tier): void {
  if (!includesTier(caller.tier, tier)) throw new TierRequiredError(tier);
}

/**
 * The caller narrowed to one project it already covers.
 * @throws NotFoundError a project outside the caller's, existing or not
 */
export function inProject(caller: Caller, projectId: string): Caller {
  if (!caller.projectIds.includes(projectId)) throw new NotFoundError("project", projectId);
  return { ...caller, projectIds: [projectId] };
}

/**
 * The one project a write goes to.
 * @param projectId may be left out only when the caller covers exactly one
 */
export function soleProject(caller: Caller): string {
  const [projectId] = caller.projectIds;
  if (projectId === undefined || caller.projectIds.length > 1) {
    throw new Error("This verb needs a caller narrowed to one project.");
  }
  return projectId;
}

/** Who acted, as revisions and the audit log store it. */
export function actorColumns(caller: Caller): { actorKind: string; actorId: string | null } {
  const { actor } = caller;
  switch (actor.kind) {
    case "person":
      return { actorKind: "person", actorId: actor.userId };
    case "connection":
      return { actorKind: "connection", actorId: actor.connectionId };
    case "api_key":
      return { actorKind: "api_key", actorId: actor.apiKeyId };
    case "job":
      return { actorKind: "job", actorId: actor.name };
    case "visitor":
      return { actorKind: "visitor", actorId: actor.visitorId };
    case "operator":
      return { actorKind: "operator", actorId: null };
  }
}
