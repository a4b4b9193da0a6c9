import "server-only";
import { decode, encode } from "next-auth/jwt";
import { DAY_SECONDS } from "@/lib/core/clock";
import { env } from "@/lib/core/env";
import { derivedSecret } from "@/lib/core/secret";

/** Lifetime of a session in seconds. */
export const SESSION_SECONDS = 30 * DAY_SECONDS;

/** `__Host-` binds a cookie to this very host over https (RFC 6265bis §4.1.3.2); plain http can't carry the prefix. */
export function cookieName(name: string): string {
  return env.isHttps ? `__Host-caramel.${name}` : `caramel.${name}`;
}

/** Name of the cookie that holds the session. */
export const SESSION_COOKIE = cookieName("session");

/** Attributes of every cookie of ours. */
export const COOKIE_OPTIONS = { httpOnly: true, sameSite: "lax", path: "/", secure: env.isHttps } as const;

/** Whose session it is, and the value of `User.sessionEpoch` it was made at. */
export interface SessionClaims {
  userId: string;
  sessionEpoch: number;
}

/** Key of the session tokens; none other is made with it. */
export function sessionSecret(): string {
  return derivedSecret("session").toString("base64url");
}

/** A session token: an encrypted JWT, as next-auth makes them. */
export function toSessionToken(claims: SessionClaims): Promise<string> {
  return encode({ token: { ...claims }, secret: sessionSecret(), maxAge: SESSION_SECONDS });
}

/**
 * The claims in a session token, or null. The state and PKCE tokens of an unfinished sign-in are made with another
 * salt and have none of these claims, so neither is ever a session (CVE-2023-48309).
 */
export async function readSessionToken(text: string | undefined): Promise<SessionClaims | null> {
  if (!text) return null;
  try {
    const token = await decode({ token: text, secret: sessionSecret() });
    if (typeof token?.userId !== "string" || typeof token.sessionEpoch !== "number") return null;
    return { userId: token.userId, sessionEpoch: token.sessionEpoch };
  } catch {
    // Tampered with, expired, or made under another SECRET_KEY.
    return null;
  }
}
