import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { verifyAccessToken } from "@/lib/auth/access-token";
import { admit } from "@/lib/auth/admission";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { handleOAuth as firstInstance } from "./handle";
import * as kit from "./testing";

vi.mock("@/lib/core/env", async (original) => {
  const { env } = await original<typeof import("@/lib/core/env")>();
  return { env: { ...env } };
});

const settings = env as { -readonly [Key in keyof typeof env]: (typeof env)[Key] };

let instances: [kit.Handle, kit.Handle];
let person: kit.TestPerson;
let client: kit.TestClient;

beforeAll(async () => {
  // A second copy of every module: another provider with memory of its own, on the same database.
  vi.resetModules();
  const { handleOAuth: secondInstance } = await import("./handle");
  expect(secondInstance).not.toBe(firstInstance);
  instances = [firstInstance, secondInstance];
  person = await kit.makePerson();
  client = await kit.register(firstInstance);
});

beforeEach(() => {
  settings.refreshGraceSeconds = 30;
  settings.refreshGraceUses = 3;
});

const strict = () => {
  settings.refreshGraceSeconds = 0;
};

/** The same request many times at once, in turn to both instances. */
function atOnce(times: number, send: (handle: kit.Handle) => Promise<Response>): Promise<Response[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => send(instances[index % 2] as kit.Handle)));
}

const succeeded = (responses: Response[]) => responses.filter(({ status }) => status === 200);

async function connectionOf(tokens: kit.TokenSet) {
  const token = await verifyAccessToken(tokens.access_token);
  return prisma.connection.findUniqueOrThrow({ where: { id: token?.connectionId ?? "" } });
}

/** Moves the first use of every spent refresh token of a connection into the past. */
async function endGrace(tokens: kit.TokenSet) {
  const { id } = await connectionOf(tokens);
  await prisma.$executeRaw`
    UPDATE oauth_artifact SET consumed_at = consumed_at - interval '31 seconds' WHERE grant_id = ${id} AND consumed_at IS NOT NULL`;
}

async function expectInvalidGrant(response: Response) {
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: "invalid_grant" });
}

describe("refresh tokens", () => {
  test("rotate, with no-store, in one family", async () => {
    const tokens = await kit.connect(firstInstance, client, person);
    const response = await kit.refresh(instances[1], client, tokens.refresh_token);
    expect(response.headers.get("cache-control")).toContain("no-store");
    const next = (await response.json()) as kit.TokenSet;
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    expect((await connectionOf(next)).id).toBe((await connectionOf(tokens)).id);
  });

  test.each([2, 10, 50])(
    "strict: of %i at once over two instances one succeeds, reuse ends all",
    async (times) => {
      strict();
      const tokens = await kit.connect(firstInstance, client, person);
      const responses = await atOnce(times, (handle) => kit.refresh(handle, client, tokens.refresh_token));
      expect(succeeded(responses)).toHaveLength(1);
      const winner = (await succeeded(responses)[0]?.json()) as kit.TokenSet;
      await expectInvalidGrant(await kit.refresh(firstInstance, client, tokens.refresh_token));
      await expectInvalidGrant(await kit.refresh(firstInstance, client, winner.refresh_token));
      expect((await connectionOf(winner)).revokedAt).not.toBeNull();
    },
  );

  test("with grace: of 50 at once over two instances as many as allowed succeed, all usable", async () => {
    const tokens = await kit.connect(firstInstance, client, person);
    const responses = await atOnce(50, (handle) => kit.refresh(handle, client, tokens.refresh_token));
    expect(succeeded(responses)).toHaveLength(1 + env.refreshGraceUses);
    const sets = (await Promise.all(
      succeeded(responses).map((response) => response.json()),
    )) as kit.TokenSet[];
    expect(new Set(await Promise.all(sets.map(async (set) => (await connectionOf(set)).id))).size).toBe(1);
    for (const set of sets) {
      expect((await kit.refresh(instances[1], client, set.refresh_token)).status).toBe(200);
    }
    expect((await connectionOf(tokens)).revokedAt).toBeNull();
  });

  test("five at once leave the connection alive, one after the window ends it", async () => {
    const tokens = await kit.connect(firstInstance, client, person);
    const responses = await atOnce(5, (handle) => kit.refresh(handle, client, tokens.refresh_token));
    expect((await connectionOf(tokens)).revokedAt).toBeNull();
    await endGrace(tokens);
    await expectInvalidGrant(await kit.refresh(firstInstance, client, tokens.refresh_token));
    const { id, revokedAt } = await connectionOf(tokens);
    expect(revokedAt).not.toBeNull();
    for (const response of succeeded(responses)) {
      const { refresh_token: left } = (await response.json()) as kit.TokenSet;
      await expectInvalidGrant(await kit.refresh(instances[1], client, left));
    }
    expect(await prisma.oAuthArtifact.count({ where: { grantId: id } })).toBe(0);
    const entries = await prisma.auditEntry.findMany({
      where: { targetId: id, action: "connection.revoke" },
    });
    expect(entries.map(({ details }) => details)).toMatchObject([{ reason: "refresh_token_reused" }]);
    // The access token is worth nothing either: the next request is refused.
    expect(await admitted(id)).toBe("revoked");
  });

  test("the window does not revive an expired token", async () => {
    const tokens = await kit.connect(firstInstance, client, person);
    await kit.refresh(firstInstance, client, tokens.refresh_token);
    await prisma.$executeRaw`
      UPDATE oauth_artifact SET payload = payload || '{"exp": 1}'::jsonb WHERE kind = 'RefreshToken' AND consumed_at IS NOT NULL`;
    await expectInvalidGrant(await kit.refresh(firstInstance, client, tokens.refresh_token));
  });

  test("belong to their client", async () => {
    const tokens = await kit.connect(firstInstance, client, person);
    const other = await kit.register(firstInstance);
    await expectInvalidGrant(await kit.refresh(firstInstance, other, tokens.refresh_token));
    expect((await kit.refresh(firstInstance, client, tokens.refresh_token)).status).toBe(200);
  });

  test.each([
    ["revoked", { revokedAt: new Date() }],
    ["past its end date", { expiresAt: new Date(Date.now() - 1_000) }],
  ])("give nothing once the connection is %s", async (_, data) => {
    const tokens = await kit.connect(firstInstance, client, person);
    const { id } = await connectionOf(tokens);
    await prisma.connection.update({ where: { id }, data });
    await expectInvalidGrant(await kit.refresh(instances[1], client, tokens.refresh_token));
  });

  describe.each([
    ["paused", hold, release, "paused"],
    ["blocked by the organisation's policy", block, unblock, "does not let this client connect"],
  ] as const)("of a connection that is %s", (_, holdUp, goOn, reason) => {
    test("are kept: the same one works afterwards", async () => {
      strict();
      const owner = await kit.makePerson();
      const tokens = await kit.connect(firstInstance, client, owner);
      const { id, organisationId } = await connectionOf(tokens);
      await holdUp(id, organisationId);
      for (const instance of [...instances, ...instances]) {
        const response = await kit.refresh(instance, client, tokens.refresh_token);
        expect(response.status).toBe(503);
        expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
        const body = (await response.json()) as { error: string; error_description: string };
        expect(body.error).toBe("temporarily_unavailable");
        expect(body.error_description).toContain(reason);
      }
      await goOn(id, organisationId);
      const response = await kit.refresh(instances[1], client, tokens.refresh_token);
      expect(response.status).toBe(200);
      const next = (await response.json()) as kit.TokenSet;
      expect((await kit.refresh(firstInstance, client, next.refresh_token)).status).toBe(200);
    });

    test("are not given for a code, which works afterwards", async () => {
      const owner = await kit.makePerson();
      const [browser, pkce] = [new kit.Browser(firstInstance), kit.newVerifier()];
      const uid = await kit.startRequest(browser, kit.authorizeUrl(client, pkce));
      const code = (await kit.approve(browser, owner, uid)).get("code") ?? "";
      const { id, organisationId } = await prisma.connection.findFirstOrThrow({
        where: { userId: owner.userId },
      });
      await holdUp(id, organisationId);
      expect((await kit.redeem(instances[1], client, code, pkce)).status).toBe(503);
      await goOn(id, organisationId);
      expect((await kit.redeem(firstInstance, client, code, pkce)).status).toBe(200);
    });

    test("are refused for good once it is revoked besides", async () => {
      const owner = await kit.makePerson();
      const tokens = await kit.connect(firstInstance, client, owner);
      const { id, organisationId } = await connectionOf(tokens);
      await holdUp(id, organisationId);
      await prisma.connection.update({ where: { id }, data: { revokedAt: new Date() } });
      await expectInvalidGrant(await kit.refresh(instances[1], client, tokens.refresh_token));
    });
  });

  async function hold(id: string) {
    await prisma.connection.update({ where: { id }, data: { pausedAt: new Date() } });
  }

  async function release(id: string) {
    await prisma.connection.update({ where: { id }, data: { pausedAt: null } });
  }

  async function block(_: string, id: string) {
    await prisma.organisation.update({ where: { id }, data: { clientPolicy: "listed" } });
  }

  async function unblock(_: string, id: string) {
    await prisma.organisation.update({ where: { id }, data: { clientPolicy: "all" } });
  }

  test.each(["left the organisation", "was disabled"])("give nothing once the person %s", async (what) => {
    const leaver = await kit.makePerson();
    const tokens = await kit.connect(firstInstance, client, leaver);
    const { userId, organisationId } = leaver;
    if (what === "was disabled") {
      await prisma.user.update({ where: { id: userId }, data: { disabledAt: new Date() } });
    } else {
      await prisma.member.delete({ where: { organisationId_userId: { organisationId, userId } } });
    }
    await expectInvalidGrant(await kit.refresh(instances[1], client, tokens.refresh_token));
  });

  async function admitted(connectionId: string): Promise<string> {
    const admission = await admit({
      credential: { connectionId },
      projectId: undefined,
      isReadonly: false,
      requestId: "test",
    });
    return admission.state;
  }
});

describe("authorization codes", () => {
  async function codeFor(who = client) {
    const [browser, pkce] = [new kit.Browser(firstInstance), kit.newVerifier()];
    const uid = await kit.startRequest(browser, kit.authorizeUrl(who, pkce));
    const code = (await kit.approve(browser, person, uid)).get("code") ?? "";
    return { code, pkce };
  }

  test("of 20 redemptions at once over two instances one succeeds; a second valid use ends the connection", async () => {
    const { code, pkce } = await codeFor();
    const responses = await atOnce(20, (handle) => kit.redeem(handle, client, code, pkce));
    expect(succeeded(responses)).toHaveLength(1);
    const tokens = (await succeeded(responses)[0]?.json()) as kit.TokenSet;
    await expectInvalidGrant(await kit.redeem(firstInstance, client, code, pkce));
    expect((await connectionOf(tokens)).revokedAt).not.toBeNull();
    await expectInvalidGrant(await kit.refresh(firstInstance, client, tokens.refresh_token));
  });

  test("a replay that is itself invalid ends nothing", async () => {
    const { code, pkce } = await codeFor();
    const tokens = (await (await kit.redeem(firstInstance, client, code, pkce)).json()) as kit.TokenSet;
    const other = await kit.register(firstInstance);
    await expectInvalidGrant(
      await kit.redeem(firstInstance, client, code, pkce, { code_verifier: kit.newVerifier().verifier }),
    );
    await expectInvalidGrant(await kit.redeem(instances[1], other, code, pkce));
    await expectInvalidGrant(
      await kit.redeem(firstInstance, client, code, pkce, { redirect_uri: "https://app.example/other" }),
    );
    expect((await connectionOf(tokens)).revokedAt).toBeNull();
    expect((await kit.refresh(firstInstance, client, tokens.refresh_token)).status).toBe(200);
  });

  test("are over after two minutes", async () => {
    const { code, pkce } = await codeFor();
    const past = Math.floor(Date.now() / 1000) - 1;
    await prisma.$executeRaw`
      UPDATE oauth_artifact SET payload = payload || jsonb_build_object('exp', ${past}::int) WHERE kind = 'AuthorizationCode'`;
    await expectInvalidGrant(await kit.redeem(firstInstance, client, code, pkce));
  });
});

describe("client secrets", () => {
  test.each(["client_secret_post", "client_secret_basic"])(
    "%s works, and only with the right secret",
    async (method) => {
      const confidential = await kit.register(firstInstance, { token_endpoint_auth_method: method });
      const tokens = await connectWithSecret(confidential);
      for (const secret of ["wrong", ""]) {
        const response = await refreshWith(confidential, tokens, secret);
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ error: "invalid_client" });
      }
      expect((await refreshWith(confidential, tokens, confidential.secret ?? "")).status).toBe(200);
    },
  );

  test("can't be tried out without end", async () => {
    const confidential = await kit.register(firstInstance, {
      token_endpoint_auth_method: "client_secret_post",
    });
    const tokens = await connectWithSecret(confidential);
    const statuses = [];
    for (let tries = 0; tries < 31; tries += 1) {
      statuses.push((await refreshWith(confidential, tokens, `guess-${tries}`)).status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
    const late = await refreshWith(confidential, tokens, confidential.secret ?? "");
    expect(late.status).toBe(429);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  async function connectWithSecret(confidential: kit.TestClient): Promise<kit.TokenSet> {
    const [browser, pkce] = [new kit.Browser(firstInstance), kit.newVerifier()];
    const uid = await kit.startRequest(browser, kit.authorizeUrl(confidential, pkce));
    const code = (await kit.approve(browser, person, uid)).get("code") ?? "";
    const response = await kit.redeem(firstInstance, confidential, code, pkce, {
      client_secret: confidential.secret ?? "",
    });
    expect(response.status).toBe(200);
    return (await response.json()) as kit.TokenSet;
  }

  function refreshWith(
    confidential: kit.TestClient,
    tokens: kit.TokenSet,
    secret: string,
  ): Promise<Response> {
    const basic = Buffer.from(`${confidential.id}:${secret}`).toString("base64");
    const params = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    // Both ways are taken, whichever was registered: clients mix them up.
    return secret.startsWith("guess")
      ? kit.postForm(firstInstance, "/oauth/token", {
          ...params,
          client_id: confidential.id,
          client_secret: secret,
        })
      : kit.postForm(
          firstInstance,
          "/oauth/token",
          { ...params, client_id: confidential.id },
          secret === "" ? {} : { authorization: `Basic ${basic}` },
        );
  }
});

describe("token endpoint", () => {
  test.each([
    [{ grant_type: "password", username: "x", password: "y" }, "unsupported_grant_type"],
    [{ grant_type: "client_credentials" }, "unsupported_grant_type"],
    [{ grant_type: "" }, "invalid_request"],
    [{ grant_type: "refresh_token" }, "invalid_request"],
    [{ grant_type: "refresh_token", refresh_token: "nonsense" }, "invalid_grant"],
    [{ grant_type: "authorization_code", code: "nonsense", redirect_uri: kit.REDIRECT }, "invalid_grant"],
  ])("answers %j with %s", async (params, error) => {
    const response = await kit.postForm(firstInstance, "/oauth/token", {
      client_id: client.id,
      ...params,
    } as Record<string, string>);
    expect(response.status).toBe(400);
    expect(response.headers.get("cache-control")).toContain("no-store");
    expect(await response.json()).toMatchObject({ error });
  });

  test("an unknown client is told so with 401, so that it registers again", async () => {
    const response = await kit.refresh(firstInstance, { id: "client_gone", redirectUri: "" }, "x");
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: "invalid_client" });
  });

  test("repeated parameters and oversized bodies are refused", async () => {
    const twice = new URLSearchParams([
      ["grant_type", "refresh_token"],
      ["grant_type", "refresh_token"],
      ["client_id", client.id],
      ["refresh_token", "x"],
    ]);
    expect((await kit.postForm(firstInstance, "/oauth/token", twice)).status).toBe(400);
    const large = await kit.postForm(firstInstance, "/oauth/token", { client_id: "x".repeat(60_000) });
    expect(large.status).toBe(413);
  });
});

describe("revocation", () => {
  const revoke = (token: string, who: kit.TestClient, hint?: string) =>
    kit.postForm(firstInstance, "/oauth/revoke", {
      client_id: who.id,
      token,
      ...(hint ? { token_type_hint: hint } : {}),
    });

  test.each([
    ["refresh_token", undefined],
    ["refresh_token", "access_token"],
    ["access_token", undefined],
    ["access_token", "refresh_token"],
  ] as const)("of a %s with hint %s ends the connection", async (kind, hint) => {
    const tokens = await kit.connect(firstInstance, client, person);
    expect((await revoke(tokens[kind], client, hint)).status).toBe(200);
    expect((await connectionOf(tokens)).revokedAt).not.toBeNull();
    await expectInvalidGrant(await kit.refresh(instances[1], client, tokens.refresh_token));
  });

  test("of a token of another client, or of nonsense, does nothing and says 200", async () => {
    const tokens = await kit.connect(firstInstance, client, person);
    const other = await kit.register(firstInstance);
    const [head, body] = tokens.access_token.split(".");
    for (const token of [tokens.refresh_token, tokens.access_token]) {
      expect((await revoke(token, other)).status).toBe(200);
    }
    for (const token of ["nonsense", `${head}.${body}.AAAA`])
      expect((await revoke(token, client)).status).toBe(200);
    expect((await connectionOf(tokens)).revokedAt).toBeNull();
  });
});
