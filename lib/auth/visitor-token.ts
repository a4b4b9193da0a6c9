import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import { isSameSecret, sha256 } from "@/lib/core/compare";
import { derivedSecret } from "@/lib/core/secret";

const PREFIX = "cvt_";
/** 32 bytes: 24 random ones, and 8 that show that they are from here. */
const RANDOM_BYTES = 24;
const MARK_BYTES = 8;
const FORM = /^cvt_[A-Za-z0-9_-]{43}$/;

/** The secret of a visitor's browser. */
export interface VisitorToken {
  text: string;
  /** SHA-256 of `text` in hex, as the database stores it. */
  hash: string;
}

/**
 * A new token: `cvt_` and 43 characters of base64url. Nothing is stored for it; a visitor gets a row when they first leave
 * something behind. Its mark lets nobody choose a token themselves, of which two might choose the same.
 */
export function newVisitorToken(): VisitorToken {
  const random = randomBytes(RANDOM_BYTES);
  const text = PREFIX + Buffer.concat([random, markOf(random)]).toString("base64url");
  return { text, hash: sha256(text) };
}

/** Reads a token by its form alone; null for what can't be one. */
export function readVisitorToken(text: string | null): VisitorToken | null {
  return text !== null && FORM.test(text) ? { text, hash: sha256(text) } : null;
}

/** Whether a token was made by this installation, under its present SECRET_KEY. */
export function isMadeHere({ text }: VisitorToken): boolean {
  const bytes = Buffer.from(text.slice(PREFIX.length), "base64url");
  const mark = bytes.subarray(RANDOM_BYTES).toString("base64url");
  return isSameSecret(mark, markOf(bytes.subarray(0, RANDOM_BYTES)).toString("base64url"));
}

function markOf(random: Buffer): Buffer {
  return createHmac("sha256", derivedSecret("visitor-token")).update(random).digest().subarray(0, MARK_BYTES);
}
