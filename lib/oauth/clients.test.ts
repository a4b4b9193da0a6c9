import { beforeEach, describe, expect, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { isForbiddenAddress } from "@/lib/outbound/guarded-fetch";
import { documentClient, type FetchDocument, isDocumentUrl, parseDocument } from "./client-documents";
import { handleOAuth as handle } from "./handle";
import { isVerified } from "./known-clients";
import * as kit from "./testing";

describe("registration", () => {
  const post = (metadata: unknown) => kit.postJson(handle, "/oauth/register", metadata);

  test("answers 201 with what was registered, without a secret for public clients", async () => {
    const response = await post({
      client_name: "Claude",
      redirect_uris: ["http://localhost:3334/oauth/callback"],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
      response_types: ["code"],
      scope: "mcp:read something:else",
      software_id: "x",
      unknown_member: { deep: true },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toContain("no-store");
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({
      client_name: "Claude",
      redirect_uris: ["http://localhost:3334/oauth/callback"],
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
    });
    expect(body).not.toHaveProperty("client_secret");
    expect(body).not.toHaveProperty("scope");
    expect(body).not.toHaveProperty("unknown_member");
    expect(String(body.client_id)).not.toMatch(/^https/);
  });

  test("a client that names no method gets a secret; one it can't have becomes none", async () => {
    const basic = (await (await post({ redirect_uris: [kit.REDIRECT] })).json()) as Record<string, unknown>;
    expect(basic.token_endpoint_auth_method).toBe("client_secret_basic");
    expect(String(basic.client_secret).length).toBeGreaterThan(40);
    expect(basic.client_secret_expires_at).toBe(0);
    const signed = await post({
      redirect_uris: [kit.REDIRECT],
      token_endpoint_auth_method: "private_key_jwt",
    });
    expect(await signed.json()).toMatchObject({ token_endpoint_auth_method: "none" });
  });

  test.each([
    ["not JSON", "{", "invalid_client_metadata"],
    ["an array", [], "invalid_client_metadata"],
    ["nothing", {}, "invalid_redirect_uri"],
    ["no redirect", { redirect_uris: [] }, "invalid_redirect_uri"],
    ["redirects that are no list", { redirect_uris: kit.REDIRECT }, "invalid_redirect_uri"],
    ["plain http", { redirect_uris: ["http://evil.example/cb"] }, "invalid_redirect_uri"],
    ["one bad among good", { redirect_uris: [kit.REDIRECT, "javascript:alert(1)"] }, "invalid_redirect_uri"],
    ["a fragment", { redirect_uris: [`${kit.REDIRECT}#x`] }, "invalid_redirect_uri"],
    [
      "only a grant we don't have",
      { redirect_uris: [kit.REDIRECT], grant_types: ["implicit"] },
      "invalid_client_metadata",
    ],
    [
      "only a response we don't have",
      { redirect_uris: [kit.REDIRECT], response_types: ["token"] },
      "invalid_client_metadata",
    ],
  ])("refuses %s", async (_, metadata, error) => {
    const response =
      typeof metadata === "string"
        ? await handle(
            new Request("http://x/oauth/register", {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: metadata,
            }),
            "/oauth/register",
          )
        : await post(metadata);
    expect(response.status).toBe(400);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const body = (await response.json()) as { error: string; error_description: string };
    expect(body.error).toBe(error);
    expect(body.error_description.length).toBeGreaterThan(10);
  });

  test("nobody registers as approved, or under an id of their own", async () => {
    const response = await post({
      redirect_uris: [kit.REDIRECT],
      client_id: "https://claude.ai/oauth/mcp-oauth-client-metadata",
      caramel_approved: true,
      approvedAt: "2020-01-01",
    });
    const { client_id: id } = (await response.json()) as { client_id: string };
    expect(id).toMatch(/^client_/);
    const row = await prisma.oAuthClient.findUniqueOrThrow({ where: { id } });
    expect(row.approvedAt).toBeNull();
    expect(row.metadata).not.toHaveProperty("caramel_approved");
  });

  test.each([
    ["Cla\u202Eude\u0000\n  Code", "Cla ude Code"],
    ["  ", "Unnamed client"],
    ["x".repeat(200), "x".repeat(60)],
    [42, "Unnamed client"],
  ])("the name %j is shown as %j", async (name, shown) => {
    const response = await post({ client_name: name, redirect_uris: [kit.REDIRECT] });
    expect(await response.json()).toMatchObject({ client_name: shown });
  });

  test("is limited per address", async () => {
    const from = (address: string) =>
      handle(
        new Request("http://x/oauth/register", {
          method: "POST",
          headers: { "content-type": "application/json", "x-caramel-client-ip": address },
          body: "{}",
        }),
        "/oauth/register",
      );
    const statuses = [];
    for (let count = 0; count < 241; count += 1) statuses.push((await from("192.0.2.1")).status);
    expect(statuses.indexOf(429)).toBe(240);
    expect((await from("192.0.2.2")).status).toBe(400);
  });
});

const ID = "https://client.example/oauth/metadata.json";
const document = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    client_id: ID,
    client_name: "Codex",
    redirect_uris: ["http://localhost/callback"],
    ...change,
  });

describe("client ids that are addresses", () => {
  test.each([ID, "https://claude.ai/oauth/mcp-oauth-client-metadata", "https://client.example/a?b=1"])(
    "%s is one",
    (id) => {
      expect(isDocumentUrl(id)).toBe(true);
    },
  );

  test.each([
    "http://client.example/metadata.json",
    "https://client.example",
    "https://client.example/",
    "https://client.example:8443/metadata.json",
    "https://client.example:443/metadata.json",
    "https://user@client.example/metadata.json",
    "https://client.example/a/../metadata.json",
    "https://client.example/./metadata.json",
    "https://client.example/%2e%2e/metadata.json",
    "https://client.example/metadata.json#x",
    "https://CLIENT.example/metadata.json",
    "https:///client.example/metadata.json",
    "https://client.example\\metadata.json",
    "https://client.example/meta data.json",
    `https://client.example/${"x".repeat(500)}`,
    "client_x",
    "",
  ])("%s is none", (id) => {
    expect(isDocumentUrl(id)).toBe(false);
  });
});

describe("metadata documents", () => {
  test("ChatGPT's, which asks for private_key_jwt, becomes a public client", () => {
    expect(
      parseDocument(
        ID,
        document({ token_endpoint_auth_method: "private_key_jwt", jwks_uri: "https://x.example/k" }),
      ),
    ).toEqual({
      client_name: "Codex",
      redirect_uris: ["http://localhost/callback"],
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    });
  });

  test.each([
    ["another client_id", document({ client_id: `${ID}/` }), "client_id is not the address"],
    ["no client_id", document({ client_id: undefined }), "client_id is not the address"],
    ["a secret", document({ client_secret: "x" }), "contains a secret"],
    ["a secret's end", document({ client_secret_expires_at: 0 }), "contains a secret"],
    [
      "client_secret_basic",
      document({ token_endpoint_auth_method: "client_secret_basic" }),
      "needs a secret",
    ],
    ["client_secret_jwt", document({ token_endpoint_auth_method: "client_secret_jwt" }), "needs a secret"],
    ["no redirects", document({ redirect_uris: undefined }), "redirect_uris"],
    ["a bad redirect", document({ redirect_uris: ["http://evil.example/"] }), "redirect_uri"],
    ["an array", "[]", "not a JSON object"],
    ["null", "null", "not a JSON object"],
    ["broken JSON", "{", "not a JSON object"],
  ])("with %s is refused", (_, text, error_description) => {
    expect(() => parseDocument(ID, text)).toThrow(
      expect.objectContaining({ error_description: expect.stringContaining(error_description) }),
    );
  });
});

describe("fetching documents", () => {
  let fetches: string[];
  let answer: () => ReturnType<FetchDocument>;
  const fetchDocument: FetchDocument = async (url) => {
    fetches.push(url);
    return answer();
  };
  const find = (mayFetch = true) => documentClient(ID, { mayFetch, address: "192.0.2.9", fetchDocument });
  const makeStale = () => prisma.oAuthClient.update({ where: { id: ID }, data: { freshUntil: new Date(0) } });

  beforeEach(async () => {
    fetches = [];
    answer = async () => ({ text: document(), cacheControl: null });
    await prisma.oAuthClient.deleteMany({ where: { id: ID } });
  });

  test("keeps a fresh copy and shares one fetch", async () => {
    const found = await Promise.all([find(), find(), find()]);
    expect(found.map((client) => client?.client_name)).toEqual(["Codex", "Codex", "Codex"]);
    await find();
    expect(fetches).toEqual([ID]);
  });

  test.each([
    ["max-age=60", 300],
    ["max-age=900", 900],
    ["public, max-age=99999999", 86_400],
    ["no-store", 3_600],
    [null, 3_600],
  ])("Cache-Control %s keeps it fresh for %i seconds", async (cacheControl, seconds) => {
    answer = async () => ({ text: document(), cacheControl });
    await find();
    const { freshUntil, fetchedAt } = await prisma.oAuthClient.findUniqueOrThrow({ where: { id: ID } });
    expect((Number(freshUntil) - Number(fetchedAt)) / 1000).toBe(seconds);
  });

  test("uses the last good copy while a fetch fails or gives nonsense", async () => {
    await find();
    for (const bad of [
      async () => Promise.reject(new Error("down")),
      async () => ({ text: "{", cacheControl: null }),
    ]) {
      await makeStale();
      answer = bad;
      expect((await find())?.client_name).toBe("Codex");
    }
    expect(fetches).toHaveLength(3);
  });

  test("keeps nothing of a document that is wrong", async () => {
    answer = async () => ({
      text: document({ client_id: "https://other.example/x" }),
      cacheControl: "max-age=3600",
    });
    const wrong = { error_description: expect.stringContaining("client_id is not the address") };
    await expect(find()).rejects.toMatchObject(wrong);
    await expect(find()).rejects.toMatchObject(wrong);
    expect(fetches).toHaveLength(2);
    expect(await prisma.oAuthClient.count({ where: { id: ID } })).toBe(0);
  });

  test("only an authorization request fetches", async () => {
    expect(await find(false)).toBeNull();
    await find();
    await makeStale();
    expect((await find(false))?.client_name).toBe("Codex");
    expect(fetches).toHaveLength(1);
  });

  test("a client with a document connects, and is public even with an assertion", async () => {
    await find();
    const person = await kit.makePerson();
    const client = { id: ID, redirectUri: "http://localhost:51999/callback" };
    const [browser, pkce] = [new kit.Browser(handle), kit.newVerifier()];
    const uid = await kit.startRequest(browser, kit.authorizeUrl(client, pkce));
    const code = (await kit.approve(browser, person, uid)).get("code") ?? "";
    const response = await kit.redeem(handle, client, code, pkce, {
      client_assertion: "a.b.c",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    });
    expect(response.status).toBe(200);
    expect(await prisma.connection.findFirst({ where: { clientId: ID } })).toMatchObject({
      isVerified: false,
    });
  });

  test("an address inside the own network is never asked", async () => {
    for (const host of ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"]) {
      const id = `https://${host}/metadata.json`;
      const error = await documentClient(id, { mayFetch: true, address: "192.0.2.10" }).catch(
        (thrown: unknown) => thrown,
      );
      expect(isForbiddenAddress(error), host).toBe(true);
    }
  });
});

describe("the trust mark", () => {
  const claude = "https://claude.ai/oauth/mcp-oauth-client-metadata";

  test.each([
    [claude, "https://claude.ai/api/mcp/auth_callback", true],
    [claude, "https://claude.ai/api/mcp/auth_callback/", false],
    [claude, "https://claude.ai.evil.example/api/mcp/auth_callback", false],
    [claude, "http://localhost:1234/callback", false],
    [`${claude}?`, "https://claude.ai/api/mcp/auth_callback", false],
    ["https://claude.ai/oauth/claude-code-client-metadata", "http://localhost:1234/callback", false],
    ["https://claude.ai/oauth/other", "https://claude.ai/api/mcp/auth_callback", false],
    ["https://chatgpt.com/oauth/client.json", "https://chatgpt.com/connector/oauth/abc_123", true],
    ["https://chatgpt.com/oauth/client.json", "https://chatgpt.com/connector/oauth/../x", false],
    ["client_x", "https://claude.ai/api/mcp/auth_callback", false],
  ])("%s to %s: %s", (id, redirect, expected) => {
    expect(isVerified(id, redirect)).toBe(expected);
  });
});
