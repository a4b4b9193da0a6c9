import "server-only";
import type { Client, KoaContextWithOIDC } from "oidc-provider";

/**
 * The provider refuses to revoke structured tokens, because a JWT alone can't be taken back. Ours can: it is worth
 * nothing without its connection. So a JWT is handed to the provider under a name that has no JWT's shape, and the
 * storage adapter turns it back. Authentication and ownership are checked by the provider in between.
 */
export const JWT_ALIAS = "access-token~";

/** @returns the alias of a JWT; any other token unchanged */
export function toRevocable(token: string): string {
  const isJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
  return isJwt ? JWT_ALIAS + token.replaceAll(".", "~") : token;
}

export function textOfAlias(alias: string): string {
  return alias.slice(JWT_ALIAS.length).replaceAll("~", ".");
}

/** RFC 7009 §2.1: only the client a token was issued to may revoke it; for others nothing happens. */
export function mayRevoke(_ctx: KoaContextWithOIDC, client: Client, token: { clientId?: string }): boolean {
  return token.clientId === client.clientId;
}
