import "server-only";
import { errors, jwtVerify } from "jose";
import { env } from "@/lib/core/env";
import { resourceAt } from "./resources";
import { publicKey } from "./signing";

/** What a valid access token says; whether its connection is still alive is for `admit` to tell. */
export interface AccessToken {
  /** `con_…` */
  connectionId: string;
  /** Canonical resource the token is for. */
  audience: string;
  clientId: string;
  scopes: string[];
  expiresAt: Date;
}

/** Lifetime of an access token in seconds; RFC 9700 §2.3 and the product's limit of 15 minutes. */
export const ACCESS_TOKEN_SECONDS = 900;

/** Name of the private claim that carries the connection. */
export const CONNECTION_CLAIM = "connection";

/**
 * Checks signature, type, issuer and lifetime of a JWT access token (RFC 9068 §4) in process, without the database.
 * @returns null for anything that is not a valid token of this installation; the audience is left to compare
 */
export async function verifyAccessToken(token: string): Promise<AccessToken | null> {
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: ["ES256"],
      typ: "at+jwt",
      issuer: env.baseUrl,
      requiredClaims: ["iss", "aud", "sub", "exp", "iat", "jti", "client_id", CONNECTION_CLAIM],
    });
    const { aud, exp, iat, client_id: clientId, scope, [CONNECTION_CLAIM]: connectionId } = payload;
    if (typeof aud !== "string" || typeof clientId !== "string" || typeof connectionId !== "string")
      return null;
    if (exp === undefined || iat === undefined || exp - iat > ACCESS_TOKEN_SECONDS) return null;
    if (resourceAt(aud.slice(env.baseUrl.length))?.uri !== aud) return null;
    return {
      connectionId,
      audience: aud,
      clientId,
      scopes: typeof scope === "string" ? scope.split(" ").filter(Boolean) : [],
      expiresAt: new Date(exp * 1000),
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
