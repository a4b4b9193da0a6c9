import "server-only";
import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { HOUR_SECONDS, secondsAfter } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { derivedSecret } from "@/lib/core/secret";
import { prisma } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { decrypt, encrypt } from "./envelope";

/** `signing` signs access tokens, `encryption` seals secrets in the database, `cookie` signs the provider's cookies. */
export type KeyPurpose = "signing" | "encryption" | "cookie";

export interface InstallationKey {
  /** `ink_…`; the `kid` of a signing key. */
  id: string;
  purpose: KeyPurpose;
  /** A private JWK for signing; 32 random bytes in base64url otherwise. */
  secret: string;
  publicJwk: JWK | null;
  retiredAt: Date | null;
}

const PURPOSES: readonly KeyPurpose[] = ["signing", "encryption", "cookie"];

/** How long an instance may go on with the keys it knows, in milliseconds. Retired keys still verify much longer. */
const MAX_AGE_MS = 60_000;
/** An unknown key id in a token reloads at most this often, so that made-up ids can't hammer the database. */
const MIN_AGE_MS = 5_000;
/** Time after which a retired signing or cookie key is no longer accepted; access tokens live 15 minutes. */
const RETIRED_SECONDS = 24 * HOUR_SECONDS;

let loaded: { at: number; keys: Promise<InstallationKey[]> } | null = null;

/**
 * Every key of this installation that still verifies or decrypts, the newest first; made on first use. Instances that
 * start together agree on one set, because a lock in the database lets one of them make it.
 */
export function installationKeys(maxAgeMs = MAX_AGE_MS): Promise<InstallationKey[]> {
  if (loaded === null || Date.now() - loaded.at > maxAgeMs) {
    const attempt = { at: Date.now(), keys: load() };
    attempt.keys.catch(() => {
      if (loaded === attempt) loaded = null;
    });
    loaded = attempt;
  }
  return loaded.keys;
}

/** The key that signs or encrypts now. */
export async function currentKey(purpose: KeyPurpose): Promise<InstallationKey> {
  const keys = await installationKeys();
  const key = keys.find((candidate) => candidate.purpose === purpose && candidate.retiredAt === null);
  if (key === undefined) throw new Error(`There is no ${purpose} key.`);
  return key;
}

/** The key with this id, also when another instance made it a moment ago. */
export async function findKey(purpose: KeyPurpose, id: string): Promise<InstallationKey | null> {
  const find = (keys: InstallationKey[]) =>
    keys.find((key) => key.id === id && key.purpose === purpose) ?? null;
  return find(await installationKeys()) ?? find(await installationKeys(MIN_AGE_MS));
}

/**
 * Makes a new key for every purpose. The old ones go on verifying and decrypting: tokens already out stay valid, and
 * what is sealed stays readable.
 */
export async function rotateKeys(): Promise<void> {
  await prisma.$transaction(async (db) => {
    await lock(db);
    await db.installationKey.updateMany({ where: { retiredAt: null }, data: { retiredAt: new Date() } });
    await db.installationKey.createMany({ data: await Promise.all(PURPOSES.map(makeKey)) });
  });
  loaded = null;
}

async function load(): Promise<InstallationKey[]> {
  const keys = await read();
  if (PURPOSES.every((purpose) => keys.some((key) => key.purpose === purpose && key.retiredAt === null))) {
    return keys;
  }
  await prisma.$transaction(async (db) => {
    await lock(db);
    const present = await db.installationKey.findMany({
      where: { retiredAt: null },
      select: { purpose: true },
    });
    const missing = PURPOSES.filter((purpose) => !present.some((key) => key.purpose === purpose));
    await db.installationKey.createMany({ data: await Promise.all(missing.map(makeKey)) });
  });
  return read();
}

async function read(): Promise<InstallationKey[]> {
  const oldest = secondsAfter(new Date(), -RETIRED_SECONDS);
  const rows = await prisma.installationKey.findMany({
    where: { OR: [{ retiredAt: null }, { retiredAt: { gt: oldest } }, { purpose: "encryption" }] },
    orderBy: { createdAt: "desc" },
  });
  return rows.map((row) => ({
    id: row.id,
    purpose: row.purpose as KeyPurpose,
    secret: open(row.id, row.sealed),
    publicJwk: row.publicJwk as JWK | null,
    retiredAt: row.retiredAt,
  }));
}

function open(id: string, sealed: string): string {
  try {
    return decrypt(derivedSecret("installation-keys"), sealed, id);
  } catch (cause) {
    throw new Error(
      "The installation's keys can't be opened: SECRET_KEY is not the one this database was set up with.",
      { cause },
    );
  }
}

// Held to the end of the transaction; the number only has to differ from other advisory locks of this project.
async function lock(db: Prisma.TransactionClient): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('caramel.installation-keys'))`;
}

async function makeKey(purpose: KeyPurpose) {
  const id = newId("installationKey");
  const sealed = (secret: string) => encrypt(derivedSecret("installation-keys"), secret, id);
  if (purpose !== "signing") {
    return { id, purpose, algorithm: "A256GCM", sealed: sealed(randomBytes(32).toString("base64url")) };
  }
  const pair = await generateKeyPair("ES256", { extractable: true });
  const facts = { kid: id, alg: "ES256", use: "sig" };
  return {
    id,
    purpose,
    algorithm: "ES256",
    publicJwk: { ...(await exportJWK(pair.publicKey)), ...facts } as Prisma.InputJsonObject,
    sealed: sealed(JSON.stringify({ ...(await exportJWK(pair.privateKey)), ...facts })),
  };
}
