import "server-only";
import { randomBytes } from "node:crypto";

/** The secret part of a link: 256 random bits, of which only the SHA-256 is stored. */
export function newLinkSecret(): string {
  return randomBytes(32).toString("base64url");
}
