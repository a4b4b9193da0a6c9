import "server-only";
import type { InteractionResults } from "oidc-provider";
import type { Caller } from "@/lib/auth/caller";
import { type AttemptSource, noteAttempt } from "@/lib/auth/connect-attempts";
import { approveConnection } from "@/lib/connections/approve";
import { sha256 } from "@/lib/core/compare";
import { AppError, ConflictError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import type { TenantTransaction } from "@/lib/db/tenant";
import { isVerified } from "./known-clients";
import { findPendingRequest, type PendingRequest } from "./pending-request";
import type { AnsweredRequest, ApproveRequestInput, RefuseRequestInput } from "./schema";
import { asksToReadOnly, grantedScopes } from "./scopes";

/** The browser in which a request is answered. */
export interface Answering {
  cookies: string;
  source: AttemptSource;
}

/** Who answers: a person in an organisation, in the browser that has these cookies. */
export interface Answerer extends Answering {
  caller: Caller;
}

/**
 * Approves a client's request: connection, grant and audit entry in one transaction, once per request, by the person
 * the screen was shown to, in the browser that started it.
 * @throws NotFoundError the request is over, or of another browser; the project is not the person's
 * @throws ConflictError it was answered already, or somebody else is signed in by now
 */
export async function approveRequest(
  { caller, cookies, source }: Answerer,
  input: ApproveRequestInput,
): Promise<AnsweredRequest> {
  const request = await requireOpenRequest(input.uid, cookies);
  const facts = {
    ...factsOf(request),
    organisationId: caller.organisationId,
    ...(caller.actor.kind === "person" && { userId: caller.actor.userId }),
  };
  try {
    await approve(caller, request, input);
  } catch (error) {
    const { code, reason, message } =
      error instanceof AppError ? error : { code: "server_error", reason: undefined, message: "" };
    noteAttempt(source, { ...facts, outcome: "failed", errorCode: reason ?? code, detail: message });
    throw error;
  }
  noteAttempt(source, { ...facts, outcome: "ok" });
  return { continue_at: request.returnTo };
}

async function approve(caller: Caller, request: PendingRequest, input: ApproveRequestInput): Promise<void> {
  const { actor } = caller;
  if (actor.kind !== "person" || actor.userId !== input.shown_to) {
    throw new ConflictError("Somebody else is signed in by now.", {
      nextStep: "Reload the page and look again.",
    });
  }
  if (input.access === "full" && asksToReadOnly(request.scope)) {
    throw new InvalidInputError("The app asked for reading only.", {
      problems: [{ path: "access", message: "must be read-only for this request" }],
    });
  }
  await approveConnection(
    caller,
    {
      clientId: request.clientId,
      clientName: request.client.name,
      isVerified: isVerified(request.clientId, request.redirectUri),
      redirectUri: request.redirectUri,
      resource: request.resource,
      scopes: grantedScopes(request.scope, input.access),
      label: input.label || request.client.name,
      access: input.access,
      projectId: input.project_id,
      permissions: input.permissions,
      expiresAt: input.expires_at === null ? null : new Date(input.expires_at),
      asksFirst: input.access === "full" && input.asks_first,
    },
    async (db, connectionId) => {
      await claim(db, request, {
        login: { accountId: actor.userId, remember: false },
        consent: { grantId: connectionId },
      });
      await db.$executeRaw`
        UPDATE oauth_client SET approved_at = coalesce(approved_at, clock_timestamp()), last_used_at = clock_timestamp()
        WHERE id = ${request.clientId}`;
    },
  );
}

function factsOf({ clientId, client, resource }: PendingRequest) {
  return { step: "consent", clientId, clientName: client.name, endpoint: resource.path } as const;
}

/**
 * Refuses a request; the client is told `access_denied`.
 * @throws NotFoundError, ConflictError as above
 */
export async function refuseRequest(
  { cookies, source }: Answering,
  input: RefuseRequestInput,
): Promise<AnsweredRequest> {
  const request = await requireOpenRequest(input.uid, cookies);
  await prisma.$transaction((db) =>
    claim(db, request, { error: "access_denied", error_description: "the person refused the connection" }),
  );
  noteAttempt(source, { ...factsOf(request), outcome: "failed", errorCode: "access_denied" });
  return { continue_at: request.returnTo };
}

async function requireOpenRequest(uid: string, cookies: string): Promise<PendingRequest> {
  const request = await findPendingRequest(uid, cookies);
  if (request === null) {
    throw new NotFoundError("request", undefined, {
      nextStep: "Go back to the app and start connecting again, in this browser.",
    });
  }
  return request;
}

/**
 * Writes the answer where the provider looks for it. The condition is part of the statement, so of many answers one
 * counts. Raw, because these rows belong to no tenant and the transaction is one of a tenant.
 */
async function claim(
  db: Pick<TenantTransaction, "$executeRaw">,
  request: PendingRequest,
  result: InteractionResults,
): Promise<void> {
  const count = await db.$executeRaw`
    UPDATE oauth_artifact
    SET consumed_at = clock_timestamp(), payload = payload || jsonb_build_object('result', ${JSON.stringify(result)}::jsonb)
    WHERE kind = 'Interaction' AND id_hash = ${sha256(request.uid)}
      AND consumed_at IS NULL AND expires_at > clock_timestamp()`;
  if (count === 0) {
    throw new ConflictError("This request was answered already.", {
      nextStep: "Go back to the app; start connecting again if it does not work.",
    });
  }
}
