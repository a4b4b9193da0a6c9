import "server-only";
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(argon2) as (algorithm: "argon2id", parameters: Argon2Parameters) => Promise<Buffer>;

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** Bounds of what a stored hash may ask for, so that a damaged row can't occupy the server. */
const MAX_MEMORY_KIB = 262_144;
const MAX_PASSES = 10;

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{11,86})$/;

/** argon2id of a password in PHC string format. Text is normalised (NFKC), so that keyboards agree on accents. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const tag = await derive("argon2id", { ...COST, message: message(password), nonce, tagLength: TAG_BYTES });
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(tag)}`;
}

/**
 * Whether a password belongs to a hash. Without a hash (unknown address, or one that signs in with Google or GitHub
 * only) the same work is done, so that the time tells nothing about who has an account.
 */
export async function isPasswordOf(hash: string | null, password: string): Promise<boolean> {
  const stored = parse(hash);
  const { memory, passes, parallelism, nonce, tag } = stored ?? {
    ...COST,
    nonce: Buffer.alloc(SALT_BYTES),
    tag: Buffer.alloc(TAG_BYTES),
  };
  const found = await derive("argon2id", {
    memory,
    passes,
    parallelism,
    nonce,
    message: message(password),
    tagLength: tag.length,
  });
  return timingSafeEqual(found, tag) && stored !== null;
}

function parse(hash: string | null) {
  const match = hash === null ? null : PHC.exec(hash);
  if (!match) return null;
  const [memory = 0, passes = 0, parallelism = 0] = match.slice(1, 4).map(Number);
  if (memory > MAX_MEMORY_KIB || passes > MAX_PASSES) return null;
  return {
    memory,
    passes,
    parallelism,
    nonce: Buffer.from(match[4] ?? "", "base64"),
    tag: Buffer.from(match[5] ?? "", "base64"),
  };
}

function message(password: string): Buffer {
  return Buffer.from(password.normalize("NFKC"), "utf8");
}

/** Base 64 without padding, as PHC strings have it. */
function base64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
