import "server-only";
import type { Actor, Caller } from "./caller";
import { ROLE_PERMISSIONS, type Role, type Tier } from "./values";

/** The caller in whose name an organisation is founded: its first owner, or the operator. */
export function foundingCaller(
  organisation: { organisationId: string; projectIds: readonly string[]; tier: Tier },
  actor: Extract<Actor, { kind: "person" | "operator" }>,
  requestId?: string,
): Caller {
  return { ...organisation, actor, permissions: ROLE_PERMISSIONS.owner, requestId };
}

/** The caller in whose name a person joins an organisation; sees no project yet. */
export function joiningCaller(organisationId: string, userId: string, role: Role): Caller {
  return {
    organisationId,
    projectIds: [],
    permissions: ROLE_PERMISSIONS[role],
    tier: "starter",
    actor: { kind: "person", userId, role },
  };
}
