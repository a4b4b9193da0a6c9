import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import type { Role } from "@/lib/auth/values";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { approveRequest } from "./answer-request";
import { consentView } from "./consent-view";
import { handleOAuth as handle } from "./handle";
import { findPendingRequest } from "./pending-request";
import type { ApproveRequestInput } from "./schema";
import * as kit from "./testing";

let person: kit.TestPerson;
let client: kit.TestClient;
/** Nobody ever approves this one. */
let unapproved: kit.TestClient;

beforeAll(async () => {
  person = await kit.makePerson();
  client = await kit.register(handle);
  unapproved = await kit.register(handle);
});

/** A client that somebody approved before, so that errors are sent back to it. */
async function approvedClient(): Promise<kit.TestClient> {
  const approved = await kit.register(handle);
  await kit.connect(handle, approved, person);
  return approved;
}

async function authorize(change: Record<string, string | undefined>, who = unapproved) {
  return new kit.Browser(handle).get(kit.authorizeUrl(who, kit.newVerifier(), change));
}

async function expectErrorPage(response: Response, code: string) {
  expect(response.status).toBe(400);
  expect(response.headers.get("location")).toBeNull();
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(response.headers.get("cache-control")).toContain("no-store");
  const text = await response.text();
  expect(text).toContain(code);
  return text;
}

describe("the whole way", () => {
  test("gives a token an independent library accepts, and returns iss and state", async () => {
    const [browser, pkce] = [new kit.Browser(handle), kit.newVerifier()];
    const uid = await kit.startRequest(browser, kit.authorizeUrl(client, pkce));
    const answer = await kit.approve(browser, person, uid);
    expect(answer.get("iss")).toBe(env.baseUrl);
    expect(answer.get("state")).toBe("state-1");
    const response = await kit.redeem(handle, client, answer.get("code") ?? "", pkce);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toContain("no-store");
    const tokens = (await response.json()) as kit.TokenSet;
    expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 900 });
    expect(tokens.scope.split(" ").sort()).toEqual(["mcp:read", "mcp:write", "offline_access"]);

    const jwks = await handle(new Request(`${env.baseUrl}/oauth/jwks`), "/oauth/jwks");
    const keys = createLocalJWKSet((await jwks.json()) as JSONWebKeySet);
    const { payload } = await jwtVerify(tokens.access_token, keys, {
      issuer: env.baseUrl,
      audience: `${env.baseUrl}/mcp`,
      typ: "at+jwt",
      algorithms: ["ES256"],
    });
    const connection = await prisma.connection.findFirstOrThrow({
      where: { id: String(payload.connection) },
    });
    expect(payload).toMatchObject({ sub: person.userId, client_id: client.id });
    expect(connection).toMatchObject({
      userId: person.userId,
      clientId: client.id,
      access: "full",
      projectId: null,
    });
    expect(
      await prisma.auditEntry.count({ where: { targetId: connection.id, action: "connection.approve" } }),
    ).toBe(1);
  });

  test("neither codes nor refresh tokens nor client secrets are in the database", async () => {
    const confidential = await kit.register(handle, { token_endpoint_auth_method: "client_secret_post" });
    const [browser, pkce] = [new kit.Browser(handle), kit.newVerifier()];
    const uid = await kit.startRequest(browser, kit.authorizeUrl(confidential, pkce));
    const code = (await kit.approve(browser, person, uid)).get("code") ?? "";
    const secret = confidential.secret ?? "";
    const response = await kit.redeem(handle, confidential, code, pkce, { client_secret: secret });
    const tokens = (await response.json()) as kit.TokenSet;
    expect(tokens.refresh_token.length).toBeGreaterThan(40);
    const dump = JSON.stringify([
      await prisma.oAuthArtifact.findMany(),
      await prisma.oAuthClient.findMany({ omit: { sealedSecret: false } }),
      await prisma.connection.findMany(),
      await prisma.auditEntry.findMany(),
    ]);
    expect(dump).toContain(confidential.id);
    for (const value of [code, secret, tokens.refresh_token, tokens.access_token, pkce.verifier]) {
      expect(dump).not.toContain(value);
    }
  });

  test("a client that asks for openid gets an ID token as well", async () => {
    const tokens = await kit.connect(handle, client, person, {
      request: { scope: "openid mcp:read offline_access", nonce: "n-1" },
      choice: { access: "readonly", permissions: ["products:read"] },
    });
    const [, claims = ""] = tokens.id_token?.split(".") ?? [];
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      sub: person.userId,
      aud: client.id,
      nonce: "n-1",
    });
    expect(tokens.scope.split(" ").sort()).toEqual(["mcp:read", "offline_access", "openid"]);
  });
});

describe("PKCE", () => {
  test.each([
    ["missing", { code_challenge: undefined, code_challenge_method: undefined }],
    ["plain", { code_challenge_method: "plain" }],
    ["without a method", { code_challenge_method: undefined }],
    ["empty", { code_challenge: "" }],
  ])("%s is refused", async (_, change) => {
    await expectErrorPage(await authorize(change), "invalid_request");
  });

  test.each([
    ["wrong", "x".repeat(43)],
    ["missing", ""],
    ["the challenge itself", "challenge"],
  ])("a verifier that is %s is refused", async (_, verifier) => {
    const [browser, pkce] = [new kit.Browser(handle), kit.newVerifier()];
    const uid = await kit.startRequest(browser, kit.authorizeUrl(client, pkce));
    const code = (await kit.approve(browser, person, uid)).get("code") ?? "";
    const sent = verifier === "challenge" ? pkce.challenge : verifier;
    const response = await kit.redeem(handle, client, code, pkce, { code_verifier: sent });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: "invalid_grant" });
    // It was not spent by the wrong try.
    expect((await kit.redeem(handle, client, code, pkce)).status).toBe(200);
  });
});

describe("redirect addresses", () => {
  test.each([
    "https://app.example/callback/",
    "https://app.example/callback?x=1",
    "https://app.example:444/callback",
    "https://app.example.evil.example/callback",
    "https://evil.example/callback",
    "https://APP.example/callback",
    "http://app.example/callback",
    "https://app.example/callback#x",
    "https://user@app.example/callback",
    "https://app.example/%63allback",
    "//app.example/callback",
    "javascript:alert(1)",
  ])("%s is refused on our own page, also for an approved client", async (redirectUri) => {
    await expectErrorPage(await authorize({ redirect_uri: redirectUri }), "invalid_redirect_uri");
    await expectErrorPage(
      await authorize({ redirect_uri: redirectUri }, await approvedClient()),
      "invalid_redirect_uri",
    );
  });

  test("a missing or repeated redirect, and an unknown client, stay on our page", async () => {
    await expectErrorPage(await authorize({ client_id: "client_unknown" }), "invalid_client");
    const address = `${kit.authorizeUrl(unapproved, kit.newVerifier())}&redirect_uri=${encodeURIComponent("https://evil.example/")}`;
    await expectErrorPage(await new kit.Browser(handle).get(address), "invalid_request");
  });

  test("the code is bound to the redirect it was sent to", async () => {
    const two = await kit.register(handle, { redirect_uris: [kit.REDIRECT, "https://app.example/other"] });
    const [browser, pkce] = [new kit.Browser(handle), kit.newVerifier()];
    const uid = await kit.startRequest(browser, kit.authorizeUrl(two, pkce));
    const code = (await kit.approve(browser, person, uid)).get("code") ?? "";
    const response = await kit.redeem(handle, two, code, pkce, { redirect_uri: "https://app.example/other" });
    expect(await response.json()).toMatchObject({ error: "invalid_grant" });
  });

  test("of a loopback redirect the port may differ", async () => {
    const local = await kit.register(handle, { redirect_uris: ["http://localhost/callback"] });
    const response = await authorize({ redirect_uri: "http://localhost:51234/callback" }, local);
    expect(response.headers.get("location")).toContain("/oauth/consent/");
    await expectErrorPage(
      await authorize({ redirect_uri: "http://127.0.0.1:51234/callback" }, local),
      "invalid_redirect_uri",
    );
  });
});

describe("errors", () => {
  const wrongResource = { resource: "https://other.example/mcp" };

  test("stay on our page until somebody approved the client, then go back to it with iss", async () => {
    const fresh = await kit.register(handle, { client_name: "<script>alert(1)</script>" });
    const page = await expectErrorPage(await authorize(wrongResource, fresh), "invalid_target");
    expect(page).not.toContain("<script>");
    await kit.connect(handle, fresh, person);
    const answer = await kit.answerTo(await authorize(wrongResource, fresh));
    expect(answer.get("error")).toBe("invalid_target");
    expect(answer.get("iss")).toBe(env.baseUrl);
    expect(answer.get("state")).toBe("state-1");
  });

  test("page shows the request id and never what the client sent unescaped", async () => {
    const url = new URL(
      kit.authorizeUrl(unapproved, kit.newVerifier(), { response_type: '"><img src=x>' }),
      env.baseUrl,
    );
    const response = await handle(new Request(url, { headers: { "x-request-id": "req-1" } }), url.pathname);
    const page = await response.text();
    expect(page).toContain("req-1");
    expect(page).not.toContain("<img");
  });

  test("prompt=none never succeeds, also after an approval", async () => {
    const approved = await approvedClient();
    const answer = await kit.answerTo(await authorize({ prompt: "none" }, approved));
    expect(answer.get("error")).toBe("consent_required");
    expect(answer.get("code")).toBeNull();
  });

  test.each(["token", "id_token", "code id_token", "none"])(
    "response type %s is not offered",
    async (type) => {
      const response = await authorize({ response_type: type });
      expect(response.status).toBe(400);
      expect(response.headers.get("location")).toBeNull();
    },
  );
});

describe("resources", () => {
  test.each([
    [undefined, "/mcp"],
    [env.baseUrl, "/mcp"],
    [`${env.baseUrl}/mcp/`, "/mcp"],
    [`${env.baseUrl.toUpperCase()}/mcp-readonly`, "/mcp-readonly"],
  ])("%s is stored and put into the token as %s", async (resource, path) => {
    const tokens = await kit.connect(handle, client, person, {
      request: { resource },
      choice: { access: "readonly", permissions: ["products:read"] },
    });
    const [, body = ""] = tokens.access_token.split(".");
    expect(JSON.parse(Buffer.from(body, "base64url").toString())).toMatchObject({ aud: env.baseUrl + path });
  });

  test.each(["https://other.example/mcp", `${env.baseUrl}/other`, `${env.baseUrl}/mcp#x`, "mcp"])(
    "%s is refused",
    async (resource) => {
      await expectErrorPage(await authorize({ resource }), "invalid_target");
    },
  );

  test("several are refused, the same one twice is not", async () => {
    const one = `&resource=${encodeURIComponent(`${env.baseUrl}/mcp`)}`;
    const two = `&resource=${encodeURIComponent(`${env.baseUrl}/mcp-readonly`)}`;
    const address = kit.authorizeUrl(unapproved, kit.newVerifier());
    await expectErrorPage(await new kit.Browser(handle).get(address + one + two), "invalid_target");
    await kit.startRequest(new kit.Browser(handle), address + one + one);
  });

  test("a token request for another resource is refused and spends nothing", async () => {
    const tokens = await kit.connect(handle, client, person);
    const other = { resource: `${env.baseUrl}/mcp-readonly` };
    const refused = await kit.refresh(handle, client, tokens.refresh_token, other);
    expect(await refused.json()).toMatchObject({ error: "invalid_target" });
    const again = await kit.refresh(handle, client, tokens.refresh_token, {
      resource: `${env.baseUrl}/mcp/`,
    });
    expect(again.status).toBe(200);
  });
});

describe("scopes", () => {
  test.each([
    [undefined, ["mcp:read", "mcp:write", "offline_access"]],
    ["mcp:read mcp:write unknown admin", ["mcp:read", "mcp:write", "offline_access"]],
    ["unknown", ["mcp:read", "mcp:write", "offline_access"]],
    ["offline_access", ["mcp:read", "mcp:write", "offline_access"]],
    ["mcp:read forms:read", ["mcp:read", "offline_access"]],
  ])("%s becomes %j", async (scope, granted) => {
    const isReadonly = !granted.includes("mcp:write");
    const tokens = await kit.connect(handle, client, person, {
      request: { scope },
      choice: { access: isReadonly ? "readonly" : "full", permissions: ["products:read"] },
    });
    expect(tokens.scope.split(" ").sort()).toEqual(granted);
  });

  test("a person may grant less than was asked, and a refresh can't take it back", async () => {
    const tokens = await kit.connect(handle, client, person, {
      choice: { access: "readonly", permissions: ["products:read"] },
    });
    expect(tokens.scope).not.toContain("mcp:write");
    const again = await kit.refresh(handle, client, tokens.refresh_token, { scope: "mcp:read mcp:write" });
    expect(again.status).toBe(200);
    expect(((await again.json()) as kit.TokenSet).scope).not.toContain("mcp:write");
  });

  test("a permission that is named as a scope narrows the choice on the consent screen", async () => {
    const browser = new kit.Browser(handle);
    const address = kit.authorizeUrl(client, kit.newVerifier(), { scope: "mcp:read products:read" });
    const uid = await kit.startRequest(browser, address);
    const request = await findPendingRequest(uid, browser.cookiesFor(`/oauth/consent/${uid}`));
    if (request === null) throw new Error("no request");
    const view = await consentView(request, person.userId);
    expect(view).toMatchObject({ requested: ["products:read"], readonlyBecause: "client" });
    expect(view.organisations.map(({ id }) => id)).toEqual([person.organisationId]);
  });
});

describe("consent", () => {
  async function start(change: Record<string, string | undefined> = {}) {
    const browser = new kit.Browser(handle);
    const uid = await kit.startRequest(browser, kit.authorizeUrl(client, kit.newVerifier(), change));
    return { browser, uid };
  }

  test("refusing tells the client access_denied, also one that nobody approved", async () => {
    const fresh = await kit.register(handle);
    const browser = new kit.Browser(handle);
    const uid = await kit.startRequest(browser, kit.authorizeUrl(fresh, kit.newVerifier()));
    const answer = await kit.refuse(browser, uid);
    expect(Object.fromEntries(answer)).toMatchObject({
      error: "access_denied",
      iss: env.baseUrl,
      state: "state-1",
    });
    expect(answer.get("code")).toBeNull();
    expect(await prisma.connection.count({ where: { clientId: fresh.id } })).toBe(0);
  });

  test("of ten answers at once one counts", async () => {
    const { browser, uid } = await start();
    const before = await prisma.connection.count();
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, async () =>
        approveRequest(await kit.answererOf(browser, person, uid), kit.choice(person, uid)),
      ),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await prisma.connection.count()).toBe(before + 1);
  });

  test("of ten browsers' worth of going back to the client one gets a code", async () => {
    const { browser, uid } = await start();
    const { continue_at: address } = await approveRequest(
      await kit.answererOf(browser, person, uid),
      kit.choice(person, uid),
    );
    const answers = await Promise.all(Array.from({ length: 10 }, () => browser.get(address)));
    const codes = answers.filter((answer) => answer.headers.get("location")?.includes("code="));
    expect(codes).toHaveLength(1);
  });

  test("a link that is opened in another browser gives nothing", async () => {
    const { browser, uid } = await start();
    const other = new kit.Browser(handle);
    const own = await start();
    for (const cookies of [
      "",
      other.cookiesFor(`/oauth/consent/${uid}`),
      own.browser.cookiesFor(`/oauth/consent/${own.uid}`),
    ]) {
      expect(await findPendingRequest(uid, cookies)).toBeNull();
    }
    // The right name with a signature of one's own making.
    const forged = `caramel.interaction=${uid}; caramel.interaction.sig=${"A".repeat(27)}`;
    expect(await findPendingRequest(uid, forged)).toBeNull();
    const answered = await approveRequest(
      await kit.answererOf(browser, person, uid),
      kit.choice(person, uid),
    );
    const elsewhere = await own.browser.get(answered.continue_at);
    expect(elsewhere.headers.get("location")).toBeNull();
    expect(elsewhere.status).toBe(400);
  });

  test("answering for somebody else than the screen was shown to is refused", async () => {
    const { browser, uid } = await start();
    const stranger = await kit.makePerson();
    await expect(
      approveRequest(await kit.answererOf(browser, stranger, uid), {
        ...kit.choice(stranger, uid),
        shown_to: person.userId,
      }),
    ).rejects.toThrow("Somebody else is signed in");
  });

  test.each([
    ["analyst", { access: "full", permissions: ["products:read"] }, "invalid_input"],
    ["analyst", { access: "readonly", permissions: ["chatbots:write"] }, "invalid_input"],
    ["agent", { access: "full", permissions: ["chatbots:write"] }, "insufficient_permission"],
    ["owner", { access: "readonly", permissions: ["chatbots:write"] }, "invalid_input"],
    ["owner", { project_id: newId("project") }, "not_found"],
    ["owner", { permissions: [] }, "invalid_input"],
    ["owner", { expires_at: new Date(Date.now() - 1000).toISOString() }, "invalid_input"],
  ] as [Role, Partial<ApproveRequestInput>, string][])("an %s can't grant %j", async (role, change, code) => {
    const who = await kit.makePerson(role);
    const { browser, uid } = await start();
    const input = kit.choice(who, uid, {
      ...change,
      permissions: change.permissions ?? ["products:read"],
    });
    await expect(approveRequest(await kit.answererOf(browser, who, uid), input)).rejects.toMatchObject({
      code,
    });
    expect(await prisma.connection.count({ where: { userId: who.userId } })).toBe(0);
    // The request is still open for a choice that is allowed.
    await kit.approve(browser, who, uid, { access: "readonly", permissions: ["products:read"] });
  });

  test("an endpoint pins its part", async () => {
    const [projectId = "", otherId = ""] = person.projectIds;
    const pinned = await start({ resource: `${env.baseUrl}/mcp/projects/${projectId}` });
    const answerer = await kit.answererOf(pinned.browser, person, pinned.uid);
    for (const project_id of [null, otherId]) {
      await expect(
        approveRequest(answerer, kit.choice(person, pinned.uid, { project_id })),
      ).rejects.toMatchObject({ code: "invalid_input" });
    }
    await kit.approve(pinned.browser, person, pinned.uid, { project_id: projectId });
    const reading = await start({ resource: `${env.baseUrl}/mcp-readonly` });
    await expect(
      approveRequest(
        await kit.answererOf(reading.browser, person, reading.uid),
        kit.choice(person, reading.uid),
      ),
    ).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("a project of somebody else looks like one that does not exist", async () => {
    const stranger = await kit.makePerson();
    const errors = [];
    for (const projectId of [stranger.projectIds[0], newId("project")]) {
      const { browser, uid } = await start({ resource: `${env.baseUrl}/mcp/projects/${projectId}` });
      const request = await findPendingRequest(uid, browser.cookiesFor(`/oauth/consent/${uid}`));
      if (request === null) throw new Error("no request");
      const error = await consentView(request, person.userId).catch((thrown: Error) => thrown);
      errors.push(String(error).replace(String(projectId), "<id>"));
    }
    expect(errors[0]).toContain("NotFoundError");
    expect(errors[0]).toBe(errors[1]);
  });

  test("an approval is asked for each time", async () => {
    const [browser, pkce] = [new kit.Browser(handle), kit.newVerifier()];
    const first = await kit.startRequest(browser, kit.authorizeUrl(client, pkce));
    await kit.approve(browser, person, first);
    const second = await kit.startRequest(browser, kit.authorizeUrl(client, pkce));
    expect(second).not.toBe(first);
  });
});
