import "server-only";
import { randomBytes } from "node:crypto";
import type { AdapterPayload, ClientMetadata as ProviderClientMetadata } from "oidc-provider";
import { seal, unseal } from "@/lib/auth/seal";
import { prisma } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { documentClient, isDocumentUrl } from "./client-documents";
import type { ClientMetadata } from "./client-metadata";

/** Name under which the provider carries whether anybody approved the client yet. */
export const APPROVED = "caramel_approved";

const sealContext = (clientId: string) => `oauth-client:${clientId}`;

/** An id nobody can guess, and that is no address: those are metadata documents. */
export function newClientId(): string {
  return `client_${randomBytes(18).toString("base64url")}`;
}

/** 256 random bits. */
export function newClientSecret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * A client in the provider's form, with its secret; undefined when there is none.
 * @param lookup whether a metadata document may be fetched, and for whom
 */
export async function findClient(
  id: string,
  lookup: { mayFetch: boolean; address: string },
): Promise<AdapterPayload | undefined> {
  if (isDocumentUrl(id)) {
    const metadata = await documentClient(id, lookup);
    return metadata === null
      ? undefined
      : toProviderClient(id, metadata, { isApproved: await isApproved(id) });
  }
  // Of an Authorization header; no database can hold it.
  if (id.includes("\0")) return undefined;
  const row = await prisma.oAuthClient.findUnique({
    where: { id },
    select: { metadata: true, sealedSecret: true, approvedAt: true },
  });
  if (!row) return undefined;
  return toProviderClient(id, row.metadata as unknown as ClientMetadata, {
    isApproved: row.approvedAt !== null,
    secret: row.sealedSecret === null ? undefined : await unseal(row.sealedSecret, sealContext(id)),
  });
}

/** Keeps a client that registered or was set up by the operator; the secret is stored sealed. */
export async function saveClient(
  id: string,
  metadata: ClientMetadata,
  facts: { kind: "dynamic" | "preregistered"; secret?: string },
): Promise<void> {
  await prisma.oAuthClient.create({
    data: {
      id,
      kind: facts.kind,
      name: metadata.client_name,
      metadata: metadata as unknown as Prisma.InputJsonObject,
      sealedSecret: facts.secret === undefined ? null : await seal(facts.secret, sealContext(id)),
    },
    select: { id: true },
  });
}

async function isApproved(id: string): Promise<boolean> {
  return (await prisma.oAuthClient.count({ where: { id, approvedAt: { not: null } } })) > 0;
}

function toProviderClient(
  id: string,
  metadata: ClientMetadata,
  facts: { isApproved: boolean; secret?: string },
): AdapterPayload {
  const client: ProviderClientMetadata = {
    ...metadata,
    client_id: id,
    response_types: ["code"],
    ...(facts.secret === undefined ? {} : { client_secret: facts.secret }),
    [APPROVED]: facts.isApproved,
  };
  return client as AdapterPayload;
}
