import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import type { Resource } from "@/lib/auth/resources";
import { type Access, type GrantablePermission, isReading } from "@/lib/auth/values";
import { InsufficientPermissionError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import type { TenantTransaction } from "@/lib/db/tenant";
import { requireClientAllowed, requireMayGrant } from "./reach";

/** What a person approves, with the client's facts as they are now. */
export interface Approval {
  clientId: string;
  clientName: string;
  isVerified: boolean;
  redirectUri: string;
  resource: Resource;
  scopes: string[];
  label: string;
  access: Access;
  /** null: every project of the organisation, also later ones. */
  projectId: string | null;
  permissions: GrantablePermission[];
  expiresAt: Date | null;
  /** Whether a change waits until a person approves it. */
  asksFirst: boolean;
}

/**
 * Records a person's approval of a client as a connection. Nobody grants more than they may do themselves, and an
 * endpoint that pins access or project can't be approved for more.
 * @param claim spends the request the approval answers, in the same transaction; throws when it was answered already
 * @returns id of the connection
 * @throws InsufficientPermissionError, InvalidInputError
 * @throws ConflictError the organisation's policy does not let the client connect
 * @throws NotFoundError the project is not the caller's
 */
export async function approveConnection(
  caller: Caller,
  approval: Approval,
  claim: (db: TenantTransaction, connectionId: string) => Promise<void>,
): Promise<string> {
  const userId = requireApprover(caller);
  requireWithinReach(caller, approval);
  const connectionId = newId("connection");
  await change(caller, {}, async (db) => {
    await requireMayGrant(db, caller, approval);
    await requireClientAllowed(db, caller, approval);
    await db.connection.create({
      data: {
        id: connectionId,
        organisationId: caller.organisationId,
        userId,
        clientId: approval.clientId,
        clientName: approval.clientName,
        isVerified: approval.isVerified,
        redirectUri: approval.redirectUri,
        label: approval.label,
        resource: approval.resource.uri,
        access: approval.access,
        projectId: approval.projectId,
        permissions: approval.permissions,
        scopes: approval.scopes,
        expiresAt: approval.expiresAt,
        asksFirst: approval.asksFirst,
      },
      select: { id: true },
    });
    await claim(db, connectionId);
    await recordAudit(db, caller, {
      action: "connection.approve",
      targetKind: "connection",
      targetId: connectionId,
      details: {
        client: approval.clientName,
        clientId: approval.clientId,
        redirectUri: approval.redirectUri,
        resource: approval.resource.uri,
        access: approval.access,
        projectId: approval.projectId,
        permissions: approval.permissions,
        scopes: approval.scopes,
        expiresAt: approval.expiresAt?.toISOString() ?? null,
        asksFirst: approval.asksFirst,
      },
    });
  });
  return connectionId;
}

/** Only a person approves: a connection or key can't make another one. */
function requireApprover(caller: Caller): string {
  requirePermission(caller, "connections:grant");
  if (caller.actor.kind !== "person") throw new InsufficientPermissionError("connections:grant");
  return caller.actor.userId;
}

function requireWithinReach(caller: Caller, approval: Approval): void {
  const { access, expiresAt, permissions, projectId, resource } = approval;
  if (projectId !== null && !caller.projectIds.includes(projectId))
    throw new NotFoundError("project", projectId);
  if (resource.kind === "project" && projectId !== resource.projectId) {
    throw wrong("project_id", "This address is for one project only.");
  }
  if (resource.kind === "readonly" && access !== "readonly") {
    throw wrong("access", "This address is for reading only.");
  }
  if (permissions.length === 0) throw wrong("permissions", "Choose at least one permission.");
  if (access === "readonly" && !permissions.every(isReading)) {
    throw wrong("permissions", "A read-only connection can't have permissions that change something.");
  }
  if (expiresAt !== null && expiresAt <= new Date())
    throw wrong("expires_at", "The end date must be in the future.");
}

function wrong(path: string, message: string): InvalidInputError {
  return new InvalidInputError(message, { problems: [{ path, message }] });
}
