import "server-only";
import { type Adapter, type AdapterPayload, errors, Provider } from "oidc-provider";
import { verifyAccessToken } from "@/lib/auth/access-token";
import { sha256 } from "@/lib/core/compare";
import { prisma } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { readClientMetadata } from "./client-metadata";
import { findClient, saveClient } from "./clients";
import { endConnectionByClient } from "./end-connection";
import { grantOfConnection } from "./grants";
import { clientAddress } from "./request-address";
import { JWT_ALIAS, textOfAlias } from "./revocation";
import { isRefreshTokenSpent, spendCode, spendRefreshToken } from "./rotation";

/** Kinds that are rows of `oauth_artifact`. */
const STORED: ReadonlySet<string> = new Set(["AuthorizationCode", "RefreshToken", "Interaction"]);

/**
 * Where the provider keeps things. Of codes, tokens and interactions only the SHA-256 of the value is stored; grants
 * are connections; clients are clients; sessions are not kept at all, because only the dashboard's session says who is
 * signed in.
 */
export class StorageAdapter implements Adapter {
  readonly kind: string;

  constructor(kind: string) {
    this.kind = kind;
  }

  async upsert(id: string, payload: AdapterPayload, expiresInSeconds: number): Promise<void> {
    if (this.kind === "Client") return saveRegistration(id, payload);
    if (!STORED.has(this.kind)) return;
    const { jti: _value, ...kept } = payload;
    const facts = {
      payload: kept as Prisma.InputJsonObject,
      grantId: payload.grantId ?? null,
      expiresAt: new Date(Date.now() + expiresInSeconds * 1000),
    };
    await prisma.oAuthArtifact.upsert({
      where: { kind_idHash: { kind: this.kind, idHash: sha256(id) } },
      create: { kind: this.kind, idHash: sha256(id), ...facts },
      update: facts,
      select: { kind: true },
    });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (this.kind === "Client") return findRequestingClient(id);
    if (this.kind === "Grant") return grantOfConnection(id);
    if (this.kind === "AccessToken") return findAccessToken(id);
    if (!STORED.has(this.kind)) return undefined;
    const row = await prisma.oAuthArtifact.findUnique({
      where: { kind_idHash: { kind: this.kind, idHash: sha256(id) } },
      select: { payload: true, consumedAt: true },
    });
    if (!row) return undefined;
    const payload: AdapterPayload = { ...(row.payload as AdapterPayload), jti: id };
    const isSpent =
      row.consumedAt !== null && (this.kind !== "RefreshToken" || (await isRefreshTokenSpent(sha256(id))));
    return isSpent ? { ...payload, consumed: true } : payload;
  }

  async consume(id: string): Promise<void> {
    if (this.kind === "AuthorizationCode") return spendCode(sha256(id));
    if (this.kind === "RefreshToken") return spendRefreshToken(sha256(id));
    throw new Error(`A ${this.kind} can't be consumed.`);
  }

  /** Of a grant: ends the connection, with everything that was issued for it. */
  async destroy(id: string): Promise<void> {
    if (this.kind === "Grant") return endConnectionByClient(id, reasonOfEnd());
    if (!STORED.has(this.kind)) return;
    const { count } = await prisma.oAuthArtifact.deleteMany({
      where: { kind: this.kind, idHash: sha256(id) },
    });
    // Of two requests that carry the same answer to the client, one gets a code.
    if (count === 0 && this.kind === "Interaction")
      throw new errors.SessionNotFound("this request was answered already");
  }

  /** Nothing to do: destroying the grant, which the provider does in the same breath, removes all of them. */
  async revokeByGrantId(): Promise<void> {}

  async findByUid(): Promise<undefined> {}

  async findByUserCode(): Promise<undefined> {}
}

async function findRequestingClient(id: string): Promise<AdapterPayload | undefined> {
  const ctx = Provider.ctx;
  // Only an authorization request fetches a document: the token endpoint must answer fast, and from what was approved.
  const mayFetch = ctx?.oidc?.route === "authorization";
  try {
    return await findClient(id, { mayFetch, address: ctx ? clientAddress(ctx.req) : "unknown" });
  } catch (error) {
    // Keeps the provider's error handler from asking a second time.
    if (ctx?.oidc) Object.assign(ctx.oidc, { noclient: true });
    throw error;
  }
}

async function saveRegistration(id: string, payload: AdapterPayload): Promise<void> {
  const { client_secret: secret, ...metadata } = payload;
  await saveClient(id, readClientMetadata(metadata, "registration"), { kind: "dynamic", secret });
}

/** Access tokens are not stored; one that is to be revoked stands for its connection. */
async function findAccessToken(id: string): Promise<AdapterPayload | undefined> {
  if (!id.startsWith(JWT_ALIAS)) return undefined;
  const token = await verifyAccessToken(textOfAlias(id));
  if (token === null) return undefined;
  return {
    kind: "AccessToken",
    jti: id,
    clientId: token.clientId,
    grantId: token.connectionId,
    exp: Math.floor(token.expiresAt.getTime() / 1000),
  };
}

function reasonOfEnd() {
  const ctx = Provider.ctx;
  if (ctx?.oidc?.route === "revocation") return "revoked_by_client";
  return ctx?.oidc?.params?.grant_type === "refresh_token" ? "refresh_token_reused" : "code_reused";
}
