import "server-only";
import type { NextAuthOptions, Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "@/lib/core/env";
import { UpstreamFailedError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { prisma } from "@/lib/db/client";
import {
  connectIdentity,
  type ExternalIdentity,
  type IdentityProvider,
  ownerOfIdentity,
} from "./external-identity";
import { COOKIE_OPTIONS, cookieName, SESSION_COOKIE, SESSION_SECONDS, sessionSecret } from "./session-cookie";

type ProviderProfile = Profile & {
  id?: string | number;
  sub?: string;
  email_verified?: boolean;
  login?: string;
};

/** Providers people may sign in with besides their password, as far as the operator set them up. */
export const externalProviders: { id: IdentityProvider; name: string }[] = [
  ...(env.google ? [{ id: "google" as const, name: "Google" }] : []),
  ...(env.github ? [{ id: "github" as const, name: "GitHub" }] : []),
];

function google(credentials: { clientId: string; clientSecret: string }): OAuthConfig<ProviderProfile> {
  return {
    id: "google",
    name: "Google",
    type: "oauth",
    wellKnown: "https://accounts.google.com/.well-known/openid-configuration",
    authorization: { params: { scope: "openid email profile", prompt: "select_account" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    profile: (profile) => ({ id: String(profile.sub), name: profile.name, email: profile.email }),
    ...credentials,
  };
}

function github(credentials: { clientId: string; clientSecret: string }): OAuthConfig<ProviderProfile> {
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    authorization: {
      url: "https://github.com/login/oauth/authorize",
      params: { scope: "read:user user:email" },
    },
    token: "https://github.com/login/oauth/access_token",
    userinfo: {
      url: "https://api.github.com/user",
      async request({ client, tokens }) {
        const accessToken = tokens.access_token ?? "";
        const profile = await client.userinfo<ProviderProfile>(accessToken);
        // The profile's own address may be unverified, or absent; the list tells.
        const primary = await primaryGithubEmail(accessToken);
        return { ...profile, email: primary, email_verified: primary !== undefined } as Profile;
      },
    },
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: String(profile.id),
      name: profile.name ?? profile.login,
      email: profile.email,
    }),
    ...credentials,
  };
}

async function primaryGithubEmail(accessToken: string): Promise<string | undefined> {
  const response = await fetch("https://api.github.com/user/emails", {
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/vnd.github+json" },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new UpstreamFailedError("GitHub did not tell the account's addresses.");
  const emails = (await response.json()) as { email: string; primary: boolean; verified: boolean }[];
  return emails.find((entry) => entry.primary && entry.verified)?.email;
}

function identityOf(account: { provider: string; providerAccountId: string }, profile: Profile | undefined) {
  const claims = profile as ProviderProfile | undefined;
  return {
    provider: account.provider as ExternalIdentity["provider"],
    subject: account.providerAccountId,
    email: claims?.email ?? null,
    isEmailVerified: claims?.email_verified === true,
  };
}

function cookie(name: string, options: { maxAge?: number } = {}) {
  return { name: cookieName(name), options: { ...COOKIE_OPTIONS, ...options } };
}

const UNFINISHED_SECONDS = 15 * 60;

/**
 * next-auth carries the sign-in with Google and GitHub and the format of the session. Passwords go through
 * `signInWithPassword`; both end in the same session cookie. The secret is added when a request is there: a build
 * loads this file without one.
 * @param connecting the person who asked to connect this account to theirs; see `connectingUser`
 */
export function authOptions(connecting: string | null = null): NextAuthOptions {
  return {
    ...options,
    callbacks: { ...options.callbacks, signIn: connecting === null ? signIn : connectTo(connecting) },
    secret: sessionSecret(),
  };
}

type SignIn = NonNullable<NonNullable<NextAuthOptions["callbacks"]>["signIn"]>;

const signIn: SignIn = async ({ account, profile }) => {
  if (account?.type !== "oauth") return false;
  const owner = await ownerOfIdentity(identityOf(account, profile));
  if ("userId" in owner) return true;
  if (owner.refused === "no_account") return "/sign-in?error=NoAccount";
  return `/sign-in?error=HasPassword&provider=${account.provider}`;
};

/** Connects the account that comes back instead of signing it in; the session stays what it is. */
function connectTo(userId: string): SignIn {
  return async ({ account, profile }) => {
    if (account?.type !== "oauth") return false;
    const isConnected = await connectIdentity(userId, identityOf(account, profile));
    return `/account?${isConnected ? "connected" : "taken"}=${account.provider}`;
  };
}

const options: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
  useSecureCookies: env.isHttps,
  cookies: {
    sessionToken: { name: SESSION_COOKIE, options: COOKIE_OPTIONS },
    callbackUrl: cookie("callback-url"),
    csrfToken: cookie("csrf"),
    pkceCodeVerifier: cookie("pkce", { maxAge: UNFINISHED_SECONDS }),
    state: cookie("state", { maxAge: UNFINISHED_SECONDS }),
    nonce: cookie("nonce", { maxAge: UNFINISHED_SECONDS }),
  },
  providers: [...(env.google ? [google(env.google)] : []), ...(env.github ? [github(env.github)] : [])],
  callbacks: {
    async jwt({ token, account, profile }) {
      if (!account) return token;
      const owner = await ownerOfIdentity(identityOf(account, profile));
      if (!("userId" in owner)) throw new Error("The account lost its user during sign-in.");
      const user = await prisma.user.update({
        where: { id: owner.userId, disabledAt: null },
        data: { lastSignInAt: new Date() },
        select: { id: true, sessionEpoch: true },
      });
      return { userId: user.id, sessionEpoch: user.sessionEpoch };
    },
    // The session endpoint tells nothing; pages read the session on the server.
    session: ({ session }) => ({ expires: session.expires }),
    redirect: ({ url, baseUrl }) =>
      URL.canParse(url, baseUrl) && new URL(url, baseUrl).origin === baseUrl
        ? new URL(url, baseUrl).href
        : baseUrl,
  },
  logger: {
    error: (code, metadata) =>
      logger.error({ code, err: metadata instanceof Error ? metadata : metadata.error }, "sign-in"),
    warn: (code) => logger.warn({ code }, "sign-in"),
    debug: () => {},
  },
};
