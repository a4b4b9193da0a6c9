// One thing wrong with a request to the authorization server, for every parameter it has.
import { beforeAll, describe, expect, test, vi } from "vitest";
import * as authorizationServer from "@/app/.well-known/oauth-authorization-server/[[...path]]/route";
import * as protectedResource from "@/app/.well-known/oauth-protected-resource/[[...path]]/route";
import * as openid from "@/app/.well-known/openid-configuration/[[...path]]/route";
import { METADATA_VALUES, TWISTS } from "@/e2e/corpus/parameters";
import { callerOfPerson } from "@/lib/auth/person-caller";
import { env } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { approveRequest, refuseRequest } from "./answer-request";
import { handleOAuth } from "./handle";
import { redirectKind } from "./redirect-uris";
import { approveRequestInput } from "./schema";
import * as kit from "./testing";

vi.mock("@/lib/core/env", async (original) => {
  const { env } = await original<typeof import("@/lib/core/env")>();
  return { env: { ...env, logLevel: "silent" } };
});

const SLOWEST_MS = 5_000;
const INTERNALS = /at \/|node_modules|\.ts:\d+|prisma|postgres|SELECT |INSERT |violates/i;
/** RFC 6749 §4.1.2.1 and §5.2, RFC 7009 §2.2.1, RFC 8707 §2, RFC 7591 §3.2.2, OpenID Connect Core §3.1.2.6. */
const ERRORS = new Set([
  "invalid_request",
  "unauthorized_client",
  "access_denied",
  "unsupported_response_type",
  "unsupported_response_mode",
  "invalid_scope",
  "invalid_client",
  "invalid_grant",
  "unsupported_grant_type",
  "unsupported_token_type",
  "invalid_target",
  "invalid_redirect_uri",
  "invalid_client_metadata",
  "login_required",
  "consent_required",
  "interaction_required",
  "request_not_supported",
  "request_uri_not_supported",
  "registration_not_supported",
  "invalid_request_uri",
  "invalid_request_object",
  // Of a document that is not there.
  "not_found",
]);

let person: kit.TestPerson;
let client: kit.TestClient;
let other: kit.TestClient;

beforeAll(async () => {
  person = await kit.makePerson();
  client = await kit.register(handle, { redirect_uris: ["https://app.example/callback"] });
  other = await kit.register(handle, { redirect_uris: ["https://other.example/callback"] });
  // Errors go back to a client only once somebody has approved it.
  await kit.connect(handle, client, person);
});

/** Each request comes from an address of its own, as registrations and wrong secrets are limited for each. */
async function handle(request: Request, path: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set("x-caramel-client-ip", newId("call"));
  return handleOAuth(new Request(request, { headers }), path);
}

interface Answer {
  status: number;
  location: URL | null;
  text: string;
  json: Record<string, unknown> | null;
}

/** What holds for every answer, whatever was asked. */
async function answerOf(where: string, response: () => Promise<Response>): Promise<Answer> {
  const started = performance.now();
  const answered = await response();
  const text = await answered.text();
  expect(answered.status, `${where} ${text}`).toBeLessThan(500);
  expect(performance.now() - started, where).toBeLessThan(SLOWEST_MS);
  expect(text, where).not.toMatch(INTERNALS);
  for (const [name, value] of answered.headers) {
    expect(`${name}: ${value}`, where).not.toMatch(/[\r\n]|^set-cookie: a=b/);
  }
  const location = answered.headers.get("location");
  const isJson = answered.headers.get("content-type")?.includes("json") === true;
  const json = isJson && text !== "" ? (JSON.parse(text) as Record<string, unknown>) : null;
  if (json?.error !== undefined) expect([...ERRORS], where).toContain(json.error);
  return {
    status: answered.status,
    location: location === null ? null : new URL(location, env.baseUrl),
    text,
    json,
  };
}

/** What a redirect tells a client: in the query, or in the fragment where the client asked for that. */
function told({ searchParams, hash }: URL): URLSearchParams {
  return hash === "" ? searchParams : new URLSearchParams(hash.slice(1));
}

/** No redirect leaves us but to where a client of ours said before; the error that goes along is a known one. */
function expectRegistered({ location }: Answer, where: string): void {
  if (location === null || location.origin === env.baseUrl) return;
  expect([client.redirectUri, other.redirectUri], where).toContain(location.origin + location.pathname);
  const error = told(location).get("error");
  if (error !== null) expect([...ERRORS], where).toContain(error);
}

const AUTHORIZE = {
  client_id: () => [client.id, other.id],
  redirect_uri: () => [client.redirectUri, other.redirectUri],
  response_type: () => ["code", "token"],
  code_challenge: (pkce: kit.Verifier) => [pkce.challenge, kit.newVerifier().challenge],
  code_challenge_method: () => ["S256", "plain"],
  state: () => ["state-1", "state-2"],
  scope: () => ["mcp:read offline_access", "admin:all"],
  resource: () => [`${env.baseUrl}/mcp`, "https://other.example/mcp"],
  nonce: () => ["n-1", "n-2"],
  prompt: () => ["consent", "none"],
  response_mode: () => ["query", "fragment"],
  max_age: () => ["3600", "0"],
  login_hint: () => ["ada@example.test", "eve@example.test"],
  ui_locales: () => ["en", "de"],
} as const satisfies Record<string, (pkce: kit.Verifier) => [string, string] | string[]>;

const twists = Object.entries(TWISTS);

describe("authorize", () => {
  test("280 requests: no redirect that is not registered, and no code without S256", {
    timeout: 90_000,
  }, async () => {
    let [count, codes] = [0, 0];
    for (const [name, valuesOf] of Object.entries(AUTHORIZE)) {
      for (const [twist, apply] of twists) {
        count += 1;
        const where = `${name} ${twist}`;
        const pkce = kit.newVerifier();
        const params = new URLSearchParams(
          Object.entries(AUTHORIZE).map(([key, of]) => [key, of(pkce)[0] as string]),
        );
        apply(params, name, valuesOf(pkce)[1] as string);
        const browser = new kit.Browser(handle);
        const answer = await answerOf(where, () => browser.get(`/oauth/authorize?${params}`));
        expectRegistered(answer, where);
        expect(answer.location !== null && told(answer.location).has("code"), where).toBe(false);
        const uid = /^\/oauth\/consent\/([\w-]+)$/.exec(answer.location?.pathname ?? "")?.[1];
        if (uid === undefined) continue;
        // Somebody approves whatever came this far.
        const answered = await approveRequest(
          await kit.answererOf(browser, person, uid),
          kit.choice(person, uid, { access: "readonly", permissions: ["products:read"] }),
        );
        const back = await answerOf(where, () => browser.get(answered.continue_at));
        expectRegistered(back, where);
        if (back.location === null || !told(back.location).has("code")) continue;
        codes += 1;
        expect(params.getAll("code_challenge_method"), where).toEqual(["S256"]);
        expect(params.getAll("code_challenge"), where).toHaveLength(1);
        expect(params.get("code_challenge"), where).toMatch(/^[\w-]{43}$/);
        const redirect = back.location.origin + back.location.pathname;
        expect(params.getAll("redirect_uri").length < 2, where).toBe(true);
        expect(redirect, where).toBe(
          params.get("client_id") === other.id ? other.redirectUri : client.redirectUri,
        );
      }
    }
    expect(count).toBe(14 * 20);
    // Some are harmless, or the rest would prove nothing.
    expect(codes).toBeGreaterThan(20);
  });
});

const TOKEN = [
  "grant_type",
  "code",
  "redirect_uri",
  "client_id",
  "code_verifier",
  "resource",
  "scope",
  "client_secret",
  "refresh_token",
  "client_assertion",
  "client_assertion_type",
  "state",
] as const;
/** Of these, whatever is not exactly what was sent before gets no token; the redirect may be left out (OAuth 2.1 §4.1.3). */
const PROVES = new Set<string>(["grant_type", "code", "redirect_uri", "client_id", "code_verifier"]);

describe("token", () => {
  test("240 requests: a token only for exactly what was approved", { timeout: 90_000 }, async () => {
    let [count, tokens] = [0, 0];
    for (const name of TOKEN) {
      for (const [twist, apply] of twists) {
        count += 1;
        const where = `${name} ${twist}`;
        const [browser, pkce] = [new kit.Browser(handle), kit.newVerifier()];
        // Only where it matters whether the code is a right one.
        const code = PROVES.has(name)
          ? ((
              await kit.approve(
                browser,
                person,
                await kit.startRequest(browser, kit.authorizeUrl(client, pkce)),
              )
            ).get("code") ?? "")
          : "code-of-nobody";
        const right: Record<string, string> = {
          grant_type: "authorization_code",
          code,
          redirect_uri: client.redirectUri,
          client_id: client.id,
          code_verifier: pkce.verifier,
        };
        const values: Record<string, [string, string]> = {
          grant_type: ["authorization_code", "refresh_token"],
          code: [code, "x".repeat(43)],
          redirect_uri: [client.redirectUri, other.redirectUri],
          client_id: [client.id, other.id],
          code_verifier: [pkce.verifier, kit.newVerifier().verifier],
          resource: [`${env.baseUrl}/mcp`, "https://other.example/mcp"],
          scope: ["mcp:read", "admin:all"],
          client_assertion_type: ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "x"],
        };
        const [own, others] = values[name] ?? ["value", "another"];
        const params = new URLSearchParams({ ...right, [name]: own });
        apply(params, name, others);
        const answer = await answerOf(where, () => kit.postForm(handle, "/oauth/token", params));
        expect(answer.location, where).toBeNull();
        if (answer.status === 200) {
          tokens += 1;
          const sent = params.getAll(name).filter((value) => value !== "");
          const isRight = JSON.stringify(sent) === JSON.stringify([own]);
          const mayBeAbsent = name === "redirect_uri" && sent.length === 0;
          expect(isRight || mayBeAbsent || !PROVES.has(name), where).toBe(true);
        } else {
          expect([400, 401, 413], `${where} ${answer.text}`).toContain(answer.status);
          expect(answer.json?.error, where).toBeTypeOf("string");
          expect(answer.text, where).not.toContain("access_token");
        }
      }
    }
    expect(count).toBe(12 * 20);
    // What leaves the right values as they are, such as a redirect left out; or the rest would prove nothing.
    expect(tokens).toBeGreaterThan(0);
  });

  test("20 Authorization headers that are no client's", async () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    const headers = [
      "Basic",
      "Basic ",
      "Basic %%%",
      basic(""),
      basic(":"),
      basic(client.id),
      basic(`${client.id}:`),
      basic(`${client.id}:x`),
      basic("a%00b:c"),
      basic("a\u0000b:c"),
      basic("%ED%A0%80:c"),
      basic("%:c"),
      basic(`${"x".repeat(8_000)}:c`),
      basic("__proto__:c"),
      basic("https://127.0.0.1/metadata.json:c"),
      basic(`${client.id}:x:y`),
      `Basic ${"A".repeat(8_192)}`,
      "Bearer x",
      "Digest username=x",
      `${basic(`${client.id}:x`)}, ${basic("a:b")}`,
    ];
    for (const authorization of headers) {
      const answer = await answerOf(authorization.slice(0, 80), () =>
        kit.postForm(
          handle,
          "/oauth/token",
          { grant_type: "authorization_code", code: "x", code_verifier: "x".repeat(43) },
          { authorization },
        ),
      );
      expect([400, 401], authorization).toContain(answer.status);
      expect(answer.json?.error, authorization).toBeTypeOf("string");
    }
  });
});

describe("register", () => {
  const FIELDS = [
    "redirect_uris",
    "client_name",
    "token_endpoint_auth_method",
    "grant_types",
    "response_types",
    "scope",
    "jwks_uri",
    "logo_uri",
    "application_type",
    "client_uri",
  ];

  test("150 sets of metadata: refused by name, or a client with redirects that may be", async () => {
    let count = 0;
    for (const field of FIELDS) {
      for (const value of METADATA_VALUES) {
        count += 1;
        const where = `${field} ${JSON.stringify(value)?.slice(0, 100)}`;
        const metadata = {
          client_name: "Test app",
          redirect_uris: [kit.REDIRECT],
          token_endpoint_auth_method: "none",
          [field]: value,
        };
        const answer = await answerOf(where, () => kit.postJson(handle, "/oauth/register", metadata));
        if (answer.status !== 201) {
          expect([400, 413], `${where} ${answer.text}`).toContain(answer.status);
          expect(answer.json?.error, where).toMatch(/^invalid_(client_metadata|redirect_uri|request)$/);
          continue;
        }
        for (const uri of (answer.json as { redirect_uris: string[] }).redirect_uris)
          expect(redirectKind(uri), where).not.toBeNull();
      }
    }
    expect(count).toBe(150);
  });
});

describe("revoke", () => {
  test("60 requests: nothing that is alive is ended by what is not it", async () => {
    const alive = await kit.connect(handle, client, person);
    let count = 0;
    for (const [twist, apply] of twists) {
      for (const name of ["token", "token_type_hint", "client_id"]) {
        count += 1;
        const token = name === "token" ? newId("call") : `${alive.refresh_token}x`;
        const params = new URLSearchParams({ token, token_type_hint: "refresh_token", client_id: client.id });
        apply(params, name, name === "client_id" ? other.id : "x");
        const where = `${name} ${twist}`;
        const answer = await answerOf(where, () => kit.postForm(handle, "/oauth/revoke", params));
        expect([200, 400, 401, 413], `${where} ${answer.text}`).toContain(answer.status);
      }
    }
    expect(count).toBe(60);
    expect((await kit.refresh(handle, client, alive.refresh_token)).status).toBe(200);
  });
});

describe("metadata", () => {
  const PATHS = [
    [],
    [""],
    ["mcp"],
    ["MCP"],
    ["mcp", ""],
    ["mcp", "projects"],
    ["mcp", "projects", "prj_x"],
    ["mcp", "projects", "%00"],
    ["mcp", "projects", "\u0000"],
    ["..", "..", "etc", "passwd"],
    ["mcp", "..", "mcp-readonly"],
    ["x".repeat(8_192)],
    ["mcp\r\nset-cookie: a=b"],
    ["__proto__"],
  ];

  test("42 addresses: a document, or none", async () => {
    let count = 0;
    for (const route of [authorizationServer, protectedResource, openid]) {
      for (const path of PATHS) {
        count += 1;
        const where = JSON.stringify(path).slice(0, 100);
        const request = new Request(`${env.baseUrl}/.well-known/x`);
        const answer = await answerOf(where, () =>
          (route.GET as (request: Request, context: unknown) => Promise<Response>)(request, {
            params: Promise.resolve({ path }),
          }),
        );
        expect([200, 404], where).toContain(answer.status);
        if (answer.status === 200) {
          expect(String(answer.json?.issuer ?? answer.json?.resource), where).toContain(env.baseUrl);
        }
      }
    }
    expect(count).toBeGreaterThanOrEqual(40);
  });
});

describe("callback and consent", () => {
  test("60 ways to answer or continue a request of somebody else: none goes through", async () => {
    let count = 0;
    const stranger = await kit.makePerson();
    const browser = new kit.Browser(handle);
    const uid = await kit.startRequest(browser, kit.authorizeUrl(client, kit.newVerifier()));
    const ownCookies = browser.cookiesFor(`/oauth/consent/${uid}`);
    const before = await prisma.connection.count();
    const uids = [
      "",
      "x",
      uid.slice(1),
      `${uid}x`,
      uid.toUpperCase() === uid ? uid.toLowerCase() : uid.toUpperCase(),
      `${uid}/`,
      `${uid}%00`,
      `${uid}\u0000`,
      "../authorize",
      "x".repeat(8_192),
      "__proto__",
      "а".repeat(21),
    ];
    // 24 resumptions, without cookies and with those of another request.
    for (const id of uids) {
      for (const cookie of ["", ownCookies]) {
        count += 1;
        const where = `resume ${id.slice(0, 50)} ${cookie === "" ? "without" : "with"} cookies`;
        const path = `/oauth/authorize/${encodeURIComponent(id)}`;
        const answer = await answerOf(where, () =>
          handle(new Request(`${env.baseUrl}${path}`, { headers: { cookie, accept: "text/html" } }), path),
        );
        expectRegistered(answer, where);
        expect(answer.location !== null && told(answer.location).has("code"), where).toBe(false);
        expect(answer.status, where).toBeGreaterThanOrEqual(300);
      }
    }
    // 24 answers for what is no request of this browser.
    const refused = async (where: string, work: () => Promise<unknown>) => {
      count += 1;
      const error = await work().then(
        () => "went through",
        (thrown: unknown) => thrown,
      );
      expect(error, where).toBeInstanceOf(AppError);
    };
    const right = await kit.answererOf(browser, person, uid);
    for (const id of uids) {
      await refused(`approve ${id.slice(0, 50)}`, () => approveRequest(right, kit.choice(person, id)));
      await refused(`refuse ${id.slice(0, 50)}`, () => refuseRequest(right, { uid: id }));
    }
    // 12 answers to the right request that are not this person's to give.
    const strangers = await callerOfPerson(
      { userId: stranger.userId, sessionEpoch: null },
      { organisationId: stranger.organisationId },
    );
    const another = new kit.Browser(handle);
    const theirs = await kit.startRequest(another, kit.authorizeUrl(client, kit.newVerifier()));
    const choice = (change: Parameters<typeof kit.choice>[2] = {}) => kit.choice(person, uid, change);
    const otherCookies = another.cookiesFor(`/oauth/consent/${theirs}`);
    await refused("without cookies", () => approveRequest({ ...right, cookies: "" }, choice()));
    await refused("another browser's cookies", () =>
      approveRequest({ ...right, cookies: otherCookies }, choice()),
    );
    await refused("another request's id", () => approveRequest(right, { ...choice(), uid: theirs }));
    await refused("changed cookies", () =>
      approveRequest({ ...right, cookies: right.cookies.replace(/(\.sig=)[^;]{6}/g, "$1AAAAAA") }, choice()),
    );
    await refused("somebody else", () => approveRequest({ ...right, caller: strangers }, choice()));
    await refused("shown to somebody else", () =>
      approveRequest(right, choice({ shown_to: stranger.userId })),
    );
    await refused("a project of others", () =>
      approveRequest(right, choice({ project_id: stranger.projectIds[0] as string })),
    );
    await refused("a project of nobody", () =>
      approveRequest(right, choice({ project_id: newId("project") })),
    );
    await refused("refused without cookies", () => refuseRequest({ ...right, cookies: "" }, { uid }));
    await refused("refused with another's cookies", () =>
      refuseRequest({ ...right, cookies: otherCookies }, { uid }),
    );
    for (const wrong of [
      { ...choice(), permissions: ["everything"] },
      { ...choice(), is_verified: true },
    ]) {
      count += 1;
      expect(approveRequestInput.safeParse(wrong).success).toBe(false);
    }
    expect(count).toBe(60);
    expect(await prisma.connection.count()).toBe(before);
    // The request itself is as it was: its own person can still answer it.
    await kit.approve(browser, person, uid);
  });
});
