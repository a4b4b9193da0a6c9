import "server-only";
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import { derivedSecret } from "@/lib/core/secret";
import { prisma } from "@/lib/db/client";
import type { IdentityProvider } from "./external-identity";
import { COOKIE_OPTIONS, cookieName, readSessionToken, SESSION_COOKIE } from "./session-cookie";

/** Cookie of a browser whose person asked to connect Google or GitHub and is on the way there. */
export const CONNECT_COOKIE = cookieName("connect");

/** Time for the way there and back, in seconds. */
const CONNECT_SECONDS = 10 * MINUTE_SECONDS;

function secret(): string {
  return derivedSecret("connect-intent").toString("base64url");
}

/** The cookie's value: who asked to connect an account at which provider. */
export function toConnectIntent(userId: string, provider: IdentityProvider): Promise<string> {
  return encode({ token: { connecting: userId, provider }, secret: secret(), maxAge: CONNECT_SECONDS });
}

/** Remembers on this browser what was asked for. Only in a server action, after every check was passed. */
export async function startConnecting(userId: string, provider: IdentityProvider): Promise<void> {
  const intent = await toConnectIntent(userId, provider);
  (await cookies()).set(CONNECT_COOKIE, intent, { ...COOKIE_OPTIONS, maxAge: CONNECT_SECONDS });
}

/**
 * The person to whom an account of this provider is to be connected; null when that was not asked for here. The one
 * who asked must still be signed in on this browser: without that, the account coming back signs in as usual.
 */
export async function connectingUser(
  cookie: (name: string) => string | undefined,
  provider: string,
): Promise<string | null> {
  const text = cookie(CONNECT_COOKIE);
  const session = await readSessionToken(cookie(SESSION_COOKIE));
  if (!text || !session) return null;
  const intent = await decode({ token: text, secret: secret() }).catch(() => null);
  if (intent?.connecting !== session.userId || intent.provider !== provider) return null;
  const user = await prisma.user.findFirst({
    where: { id: session.userId, sessionEpoch: session.sessionEpoch, disabledAt: null },
    select: { id: true },
  });
  return user?.id ?? null;
}
