import { hkdfSync } from "node:crypto";
import { env } from "./env";

/** Shortest SECRET_KEY that is accepted, in characters. */
const MIN_SECRET_LENGTH = 32;

/**
 * A 256-bit key for one purpose, derived from SECRET_KEY (RFC 5869), so that no two uses share a key.
 * @throws Error when SECRET_KEY is missing or too short: nothing may run on a guessable secret
 */
export function derivedSecret(purpose: string): Buffer {
  const { secretKey } = env;
  if (!secretKey || secretKey.length < MIN_SECRET_LENGTH) {
    throw new Error(
      `SECRET_KEY must have at least ${MIN_SECRET_LENGTH} characters. Start with "npm start", which makes one, or set it.`,
    );
  }
  return Buffer.from(hkdfSync("sha256", secretKey, "caramel", purpose, 32));
}
