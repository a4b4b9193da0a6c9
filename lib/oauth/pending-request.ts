import "server-only";
import { errors } from "oidc-provider";
import { canonicalResource, type Resource } from "@/lib/auth/resources";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { CONSENT_PATH } from "./interaction-policy";
import { toNode } from "./node-bridge";
import { authorizationServer } from "./provider";

/** An authorization request that waits for a person's answer. */
export interface PendingRequest {
  uid: string;
  clientId: string;
  redirectUri: string;
  resource: Resource;
  scope: string;
  /** Whether it was answered; it is not over until the browser went to `returnTo`. */
  isAnswered: boolean;
  /** Takes the answer to the client. */
  returnTo: string;
  client: { name: string; kind: "dynamic" | "document" | "preregistered" };
}

/**
 * The request a consent page is about. It exists only in the browser that started it: the signed cookie of that page
 * has to come along, so a link that is passed on leads nowhere.
 * @param cookies the request's cookie header
 * @returns null: over, unknown, or of another browser
 */
export async function findPendingRequest(uid: string, cookies: string): Promise<PendingRequest | null> {
  const interaction = await interactionOf(uid, cookies);
  if (interaction === null || interaction.uid !== uid) return null;
  const params = interaction.params as Record<string, string | undefined>;
  const resource = canonicalResource(params.resource ?? "");
  const client = await prisma.oAuthClient.findUnique({
    where: { id: params.client_id ?? "" },
    select: { name: true, kind: true },
  });
  if (resource === null || client === null) return null;
  return {
    uid,
    clientId: params.client_id ?? "",
    redirectUri: params.redirect_uri ?? "",
    resource,
    scope: params.scope ?? "",
    isAnswered: interaction.result !== undefined,
    returnTo: interaction.returnTo,
    client,
  };
}

async function interactionOf(uid: string, cookies: string) {
  const provider = await authorizationServer();
  const page = new URL(`${CONSENT_PATH}/${encodeURIComponent(uid)}`, env.baseUrl);
  const { req, res } = toNode(new Request(page, { headers: { cookie: cookies } }), page);
  try {
    return await provider.interactionDetails(req, res);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null;
    throw error;
  }
}
