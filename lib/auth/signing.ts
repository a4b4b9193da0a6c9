import "server-only";
import { errors, importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { currentKey, findKey } from "./installation-keys";

const imported = new Map<string, Awaited<ReturnType<typeof importJWK>>>();

/** The public key a token names, for `jwtVerify`. What a token is for, its type and audience say: all share the keys. */
export async function publicKey(header: JWTHeaderParameters) {
  const key = await findKey("signing", header.kid ?? "");
  if (key?.publicJwk == null) throw new errors.JWKSNoMatchingKey();
  const known = imported.get(key.id) ?? (await importJWK(key.publicJwk, "ES256"));
  imported.set(key.id, known);
  return known;
}

/**
 * A token signed with the installation's current key.
 * @param typ explicit type (RFC 8725 §3.11), so that a token of one kind never passes for another
 */
export async function signJwt(typ: string, payload: JWTPayload): Promise<string> {
  const key = await currentKey("signing");
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "ES256", typ, kid: key.id })
    .sign(await importJWK(JSON.parse(key.secret), "ES256"));
}
