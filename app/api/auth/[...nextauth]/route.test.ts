import { createRequire } from "node:module";
import { NextRequest } from "next/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { CONNECT_COOKIE, connectingUser, toConnectIntent } from "@/lib/auth/connect-intent";
import { authOptions, externalProviders } from "@/lib/auth/next-auth";
import { readSessionToken, toSessionToken } from "@/lib/auth/session-cookie";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { aUser } from "@/lib/people/testing";
import { GET, POST } from "./route";

const { jar, incoming } = vi.hoisted(() => {
  process.env.GITHUB_CLIENT_ID = "github-client";
  process.env.GITHUB_CLIENT_SECRET = "github-secret";
  return { jar: new Map<string, string>(), incoming: { headers: new Headers() } };
});

// next-auth is CommonJS and asks for these when it is called.
Object.assign(createRequire(import.meta.url)("next/headers"), {
  headers: async () => incoming.headers,
  cookies: async () => ({ getAll: () => [...jar].map(([name, value]) => ({ name, value })) }),
});

beforeEach(() => {
  jar.clear();
  // What an attacker would send to have the answer name another address.
  incoming.headers = new Headers({ host: "evil.example", "x-forwarded-host": "evil.example" });
});

async function call(path: string, form?: Record<string, string>) {
  const request = new NextRequest(`http://evil.example/api/auth/${path}`, {
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ") },
    ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
  });
  const nextauth = path.split("?")[0]?.split("/") ?? [];
  const response = await (form ? POST : GET)(request, { params: Promise.resolve({ nextauth }) });
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = ""] = cookie.split(";");
    jar.set(pair.slice(0, pair.indexOf("=")), decodeURIComponent(pair.slice(pair.indexOf("=") + 1)));
  }
  return response;
}

async function startAtGithub(callbackUrl = "/account") {
  const { csrfToken } = (await (await call("csrf")).json()) as { csrfToken: string };
  return call("signin/github", { csrfToken, callbackUrl });
}

describe("signing in with GitHub", () => {
  test("is offered when it was set up, and only then", () => {
    expect(externalProviders).toEqual([{ id: "github", name: "GitHub" }]);
    expect(authOptions().providers.map(({ id }) => id)).toEqual(["github"]);
  });

  test("leads there with state and PKCE, and back to the public address whatever the headers say", async () => {
    const response = await startAtGithub();
    const target = new URL(response.headers.get("location") ?? "");
    expect(target.origin + target.pathname).toBe("https://github.com/login/oauth/authorize");
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      client_id: "github-client",
      redirect_uri: `${env.baseUrl}/api/auth/callback/github`,
      code_challenge_method: "S256",
    });
    expect(target.searchParams.get("state")).toMatch(/^[\w-]{43,}$/);
    expect([...jar.keys()].sort()).toEqual([
      "caramel.callback-url",
      "caramel.csrf",
      "caramel.pkce",
      "caramel.state",
    ]);
  });

  test("never comes back to another site", async () => {
    await startAtGithub("https://evil.example/steal");
    expect(new URL(jar.get("caramel.callback-url") ?? "").origin).toBe(env.baseUrl);
  });

  test("does not start without the token of this browser", async () => {
    const response = await call("signin/github", { csrfToken: "made up", callbackUrl: "/" });
    expect(response.headers.get("location")).not.toContain("github.com");
    expect(jar.has("caramel.state")).toBe(false);
  });

  test("that was interrupted leaves nothing that is a session", async () => {
    await startAtGithub();
    for (const value of jar.values()) expect(await readSessionToken(value)).toBeNull();
    let address = new URL("/api/auth/callback/github?code=x&state=another", env.baseUrl);
    for (let hop = 0; address.pathname.startsWith("/api/auth/") && hop < 5; hop += 1) {
      const path = `${address.pathname.slice("/api/auth/".length)}${address.search}`;
      address = new URL((await call(path)).headers.get("location") ?? "", env.baseUrl);
    }
    expect(address.origin + address.pathname).toBe(`${env.baseUrl}/sign-in`);
    expect(address.searchParams.get("error")).toBe("OAuthCallback");
    expect(jar.has("caramel.session")).toBe(false);
  });
});

describe("what GitHub vouches for", () => {
  const callbacks = authOptions().callbacks as Required<
    NonNullable<ReturnType<typeof authOptions>["callbacks"]>
  >;
  const account = (subject: string) =>
    ({ provider: "github", type: "oauth", providerAccountId: subject }) as never;

  async function come(subject: string, profile: object) {
    const allowed = await callbacks.signIn({
      user: { id: subject },
      account: account(subject),
      profile,
    } as never);
    if (allowed !== true) return allowed;
    return callbacks.jwt({ token: { sub: subject, name: "x" }, account: account(subject), profile } as never);
  }

  test("becomes a session of the user with that verified address, with nothing else in it", async () => {
    const { userId, email } = await aUser();
    const claims = await come("1001", { email, email_verified: true });
    expect(claims).toEqual({ userId, sessionEpoch: 0 });
    expect(await readSessionToken(await toSessionToken(claims as never))).toEqual({
      userId,
      sessionEpoch: 0,
    });
  });

  test("is refused for a stranger and for an address nobody verified", async () => {
    const { email } = await aUser();
    expect(await come("1002", { email: "stranger@example.com", email_verified: true })).toBe(
      "/sign-in?error=NoAccount",
    );
    expect(await come("1003", { email, email_verified: false })).toBe("/sign-in?error=NoAccount");
    expect(await prisma.user.count({ where: { email: "stranger@example.com" } })).toBe(0);
  });

  test("is refused for an address that has a password, with the way to connect it", async () => {
    const { userId, email } = await aUser({ passwordHash: "$argon2id$somebody's" });
    expect(await come("1004", { email, email_verified: true })).toBe(
      "/sign-in?error=HasPassword&provider=github",
    );
    expect(await prisma.userIdentity.count({ where: { userId } })).toBe(0);
  });

  test("the session endpoint tells nobody who is signed in", async () => {
    const { userId } = await aUser();
    jar.set("caramel.session", await toSessionToken({ userId, sessionEpoch: 0 }));
    const body = (await (await call("session")).json()) as object;
    expect(Object.keys(body)).toEqual(["expires"]);
  });
});

describe("connecting GitHub to an account", () => {
  const profile = { email: "other@example.com", email_verified: true };

  async function comeBack(connecting: string, subject: string) {
    const { signIn } = authOptions(connecting).callbacks ?? {};
    const account = { provider: "github", type: "oauth", providerAccountId: subject };
    return signIn?.({ user: { id: subject }, account, profile } as never);
  }

  /** Cookies of a browser on its way. */
  async function onTheWay(intent: { userId: string; provider?: "google" | "github" }, session?: string) {
    const values: Record<string, string | undefined> = {
      [CONNECT_COOKIE]: await toConnectIntent(intent.userId, intent.provider ?? "github"),
      "caramel.session": session && (await toSessionToken({ userId: session, sessionEpoch: 0 })),
    };
    return (name: string) => values[name];
  }

  test("adds a way in and leaves the session as it is", async () => {
    const { userId } = await aUser({ passwordHash: "$argon2id$own" });
    expect(await comeBack(userId, "2001")).toBe("/account?connected=github");
    expect(await prisma.userIdentity.findMany({ where: { userId }, select: { subject: true } })).toEqual([
      { subject: "2001" },
    ]);
    const other = await aUser();
    expect(await comeBack(other.userId, "2001")).toBe("/account?taken=github");
    expect(await prisma.userIdentity.count({ where: { userId: other.userId } })).toBe(0);
  });

  test("happens only for the person who asked, at that provider, while they are signed in", async () => {
    const [{ userId }, other] = [await aUser(), await aUser()];
    expect(await connectingUser(await onTheWay({ userId }, userId), "github")).toBe(userId);
    expect(await connectingUser(await onTheWay({ userId }, userId), "google")).toBeNull();
    expect(await connectingUser(await onTheWay({ userId }), "github")).toBeNull();
    expect(await connectingUser(await onTheWay({ userId }, other.userId), "github")).toBeNull();
    const session = await toSessionToken({ userId, sessionEpoch: 0 });
    expect(await connectingUser(() => session, "github")).toBeNull();
    await prisma.user.update({ where: { id: userId }, data: { sessionEpoch: 1 } });
    expect(await connectingUser(await onTheWay({ userId }, userId), "github")).toBeNull();
  });

  test("is asked for once: whatever comes back takes the request away", async () => {
    const { userId } = await aUser();
    await startAtGithub();
    jar.set("caramel.session", await toSessionToken({ userId, sessionEpoch: 0 }));
    jar.set(CONNECT_COOKIE, await toConnectIntent(userId, "github"));
    expect(await readSessionToken(jar.get(CONNECT_COOKIE))).toBeNull();
    await call("callback/github?code=x&state=another");
    expect(jar.get(CONNECT_COOKIE)).toBe("");
    expect(await readSessionToken(jar.get("caramel.session"))).toEqual({ userId, sessionEpoch: 0 });
  });
});
