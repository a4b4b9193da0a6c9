import "server-only";
import { prisma } from "@/lib/db/client";
import type { TenantScope } from "@/lib/db/tenant";
import { admit, type Refusal } from "./admission";
import type { Caller } from "./caller";
import { canonicalResource } from "./resources";

/** A change of a connection that a person approves now. */
export interface ApprovedChange {
  connectionId: string;
  /** The project it was asked for. */
  projectId: string;
  /** The call that asked; revisions name it. */
  callId: string;
  /** Who approves. */
  userId: string;
  requestId: string | undefined;
  beforeCommit: NonNullable<TenantScope["beforeCommit"]>;
}

/**
 * The caller for a change that waited: the connection as it is now, with its permissions and projects of now, because
 * it may have been narrowed, paused or revoked since it asked. Takes nothing from any limit: the call that asked did.
 */
export async function approvedCaller(
  approved: ApprovedChange,
): Promise<{ state: Refusal } | { state: "ok"; caller: Caller; isReadonly: boolean }> {
  const { connectionId, projectId, callId, userId, requestId, beforeCommit } = approved;
  const connection = await prisma.connection.findUnique({
    where: { id: connectionId },
    select: { scopes: true, resource: true },
  });
  const resource = connection && canonicalResource(connection.resource);
  if (!connection || !resource) return { state: "unknown" };
  if (resource.kind === "project" && resource.projectId !== projectId) return { state: "elsewhere" };
  const admission = await admit({
    credential: { connectionId },
    projectId,
    isReadonly: resource.kind === "readonly" || !connection.scopes.includes("mcp:write"),
    requestId: requestId ?? "",
  });
  if (!("caller" in admission)) return admission;
  return {
    state: "ok",
    isReadonly: admission.isReadonly,
    caller: { ...admission.caller, requestId, callId, approvedBy: { userId }, beforeCommit },
  };
}
