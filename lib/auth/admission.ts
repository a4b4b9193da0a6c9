import "server-only";
import type { Json } from "@/lib/core/json";
import { prisma } from "@/lib/db/client";
import type { Caller } from "./caller";
import { rightsOf } from "./rights";
import type { Access, Permission, Role, Tier } from "./values";

/** What is left of each limit after this call. Windows are sliding minutes and the UTC day. */
export interface Quota {
  minuteLimit: number;
  minuteLeft: number;
  dayLimit: number;
  dayLeft: number;
  projectLimit: number;
  /** Of the tightest project the call addressed; null when it addressed none or was free. */
  projectLeft: number | null;
  limitedBy: "minute" | "day" | "project" | null;
  retryAfterSeconds: number;
}

/** A tool call that wants to be admitted; becomes one line of the call log. */
export interface CallToAdmit {
  /** `cal_…` */
  id: string;
  tool: string;
  endpoint: string;
  era: string;
  /** Already masked. */
  arguments: Json;
  requestId: string;
  /** Self-reported by the client: for display only. */
  clientName: string;
  /** Listing and capabilities take nothing from any limit. */
  isFree: boolean;
  /** Ids found in the arguments; they tell which project's limit is taken from. */
  named: string[];
}

export interface AdmissionRequest {
  credential: { connectionId: string } | { keyHash: string };
  /** Of an endpoint that serves one project. */
  projectId: string | undefined;
  /** Whether the endpoint or its URL leaves reading only. */
  isReadonly: boolean;
  requestId: string;
  call?: CallToAdmit;
}

/** Why a credential that looks right is refused. */
export type Refusal = "unknown" | "revoked" | "expired" | "left" | "blocked" | "paused" | "elsewhere";

export type Admission =
  | { state: Refusal }
  | {
      state: "ok" | "limited";
      caller: Caller;
      /** Endpoint, URL, token or approval leave reading only. */
      isReadonly: boolean;
      /** A writing tool waits until a person approves the change. */
      asksFirst: boolean;
      connection: ConnectionFacts | null;
      quota: Quota | null;
    };

export interface ConnectionFacts {
  clientId: string;
  resource: string;
  scopes: string[];
}

interface Admitted {
  state: "ok" | "limited";
  connectionId: string | null;
  apiKeyId: string | null;
  organisationId: string;
  userId: string | null;
  clientId: string | null;
  clientName: string;
  name: string;
  access: Access;
  permissions: Permission[];
  scopes: string[] | null;
  resource: string | null;
  role: Role | null;
  asksFirst: boolean;
  /** Of the organisation: whether people below admin may let an assistant change anything. */
  membersMayWrite: boolean;
  tier: Tier;
  projectIds: string[];
  quota: Quota | null;
}

/**
 * The one round trip of a request to an MCP endpoint: tells whether the connection or key is alive, builds its caller,
 * and for a tool call takes one from every limit and writes the log line. Nothing is taken when any limit is reached.
 */
export async function admit(request: AdmissionRequest): Promise<Admission> {
  const { credential } = request;
  const connectionId = "connectionId" in credential ? credential.connectionId : null;
  const keyHash = "keyHash" in credential ? credential.keyHash : null;
  const call = request.call ? JSON.stringify(request.call) : null;
  const [row] = await prisma.$queryRaw<[{ admitted: Admitted | { state: Refusal } }]>`
    SELECT admit(${connectionId}, ${keyHash}, ${request.projectId ?? null}, ${call}::jsonb) AS admitted`;
  const { admitted } = row;
  if (!("organisationId" in admitted)) return admitted;
  const rights = rightsOf(admitted, request.isReadonly);
  return {
    state: admitted.state,
    caller: toCaller(admitted, request, rights),
    isReadonly: rights.isReadonly,
    asksFirst: admitted.asksFirst,
    connection:
      admitted.clientId === null
        ? null
        : { clientId: admitted.clientId, resource: admitted.resource ?? "", scopes: admitted.scopes ?? [] },
    quota: admitted.quota,
  };
}

function toCaller(
  admitted: Admitted,
  request: AdmissionRequest,
  { isReadonly, permissions }: ReturnType<typeof rightsOf>,
): Caller {
  return {
    organisationId: admitted.organisationId,
    projectIds: admitted.projectIds,
    permissions: new Set(permissions),
    tier: admitted.tier,
    isReadonly,
    actor:
      admitted.connectionId !== null
        ? {
            kind: "connection",
            connectionId: admitted.connectionId,
            userId: admitted.userId ?? "",
            clientName: admitted.clientName,
          }
        : { kind: "api_key", apiKeyId: admitted.apiKeyId ?? "", name: admitted.name },
    requestId: request.requestId,
    callId: request.call?.id,
  };
}

/**
 * Completes the log line of a call. The commit is synchronous, so a call whose answer has left is on disk, together
 * with everything its admission wrote.
 */
export async function completeCall(
  callId: string,
  result: { outcome: "ok" | "error" | "denied"; errorCode?: string; durationMs: number },
): Promise<void> {
  await prisma.callLog.update({
    where: { id: callId },
    data: {
      outcome: result.outcome,
      errorCode: result.errorCode ?? null,
      durationMs: Math.round(result.durationMs),
    },
    select: { id: true },
  });
}
