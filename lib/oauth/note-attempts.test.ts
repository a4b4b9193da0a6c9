import { beforeEach, describe, expect, test } from "vitest";
import * as serverRoute from "@/app/.well-known/oauth-authorization-server/[[...path]]/route";
import * as resourceRoute from "@/app/.well-known/oauth-protected-resource/[[...path]]/route";
import { settleAttempts } from "@/lib/auth/connect-attempts";
import { ATTEMPT_STEPS } from "@/lib/auth/values";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { serveMcp } from "@/lib/mcp/serve";
import { consentView } from "./consent-view";
import { handleOAuth } from "./handle";
import { noteShown } from "./note-shown";
import { findPendingRequest } from "./pending-request";
import * as kit from "./testing";

beforeEach(async () => {
  await settleAttempts();
  await prisma.connectAttempt.deleteMany({});
});

async function noted() {
  await settleAttempts();
  const rows = await prisma.connectAttempt.findMany({ orderBy: { at: "asc" } });
  const rank = (step: string) => (ATTEMPT_STEPS as readonly string[]).indexOf(step);
  // Two may fall into one millisecond.
  return rows.toSorted((a, b) => +a.at - +b.at || rank(a.step) - rank(b.step));
}

/** A request for the tools, as a client sends it. */
function askForTools(token?: string): Promise<Response> {
  const request = new Request(`${env.baseUrl}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }),
  });
  return serveMcp(request, { endpoint: "account", access: "full" });
}

test("every step of a client that connects is noted once, and nothing secret with it", async () => {
  const person = await kit.makePerson();
  expect((await askForTools()).status).toBe(401);
  await resourceRoute.GET(new Request(env.baseUrl), { params: Promise.resolve({ path: ["mcp"] }) });
  serverRoute.GET(new Request(env.baseUrl));
  const client = await kit.register(handleOAuth);
  const [browser, pkce] = [new kit.Browser(handleOAuth), kit.newVerifier()];
  const uid = await kit.startRequest(browser, kit.authorizeUrl(client, pkce, { state: "secret-state" }));
  const back = await kit.approve(browser, person, uid);
  const code = back.get("code") ?? "";
  const tokens = (await (await kit.redeem(handleOAuth, client, code, pkce)).json()) as kit.TokenSet;
  expect((await askForTools(tokens.access_token)).status).toBe(200);
  const again = await kit.refresh(handleOAuth, client, tokens.refresh_token);
  expect(again.status).toBe(200);

  const rows = await noted();
  expect(rows.map(({ step, outcome }) => [step, outcome])).toEqual([
    ["challenge", "asked"],
    ["resource_metadata", "ok"],
    ["server_metadata", "ok"],
    ["registration", "ok"],
    ["authorization", "asked"],
    ["consent", "ok"],
    ["token", "ok"],
  ]);
  const [, , , , asked, consent, token] = rows;
  expect(asked).toMatchObject({ clientId: client.id, organisationId: null, userId: null, endpoint: "/mcp" });
  const own = { clientId: client.id, organisationId: person.organisationId, userId: person.userId };
  expect(consent).toMatchObject({ ...own, endpoint: "/mcp" });
  expect(token).toMatchObject(own);
  const text = JSON.stringify(rows);
  const { access_token: access, refresh_token: refresh } = tokens;
  for (const secret of [code, access, refresh, pkce.verifier, pkce.challenge, "secret-state", uid]) {
    expect(secret.length).toBeGreaterThan(5);
    expect(text).not.toContain(secret);
  }
});

describe("what fails is noted with its code", () => {
  const attempt = (handle: () => Promise<unknown>) => handle().then(noted);

  test("a registration that is refused before the provider sees it", async () => {
    const [row, ...more] = await attempt(() =>
      kit.postJson(handleOAuth, "/oauth/register", { redirect_uris: ["http://evil.example/cb"] }),
    );
    expect(more).toEqual([]);
    expect(row).toMatchObject({ step: "registration", outcome: "failed", errorCode: "invalid_redirect_uri" });
    expect(row?.detail).toContain("http://evil.example/cb");
  });

  test("a redirect URI that was not registered, an unknown client and an unknown resource", async () => {
    const client = await kit.register(handleOAuth);
    await noted();
    await prisma.connectAttempt.deleteMany({});
    const browser = new kit.Browser(handleOAuth);
    const to = (change: Record<string, string>) =>
      browser.get(kit.authorizeUrl(client, kit.newVerifier(), change));
    await to({ redirect_uri: "https://other.example/cb" });
    await to({ client_id: "client_nobody" });
    await to({ resource: "https://other.example/mcp" });
    const rows = await noted();
    const told = rows.map(({ outcome, errorCode, clientId }) => `${outcome} ${errorCode} ${clientId}`);
    expect(told.toSorted()).toEqual([
      "failed invalid_client client_nobody",
      `failed invalid_redirect_uri ${client.id}`,
      `failed invalid_target ${client.id}`,
    ]);
    expect(rows.map(({ step }) => step)).toEqual(["authorization", "authorization", "authorization"]);
  });

  test("a refusal, on the consent page only", async () => {
    const client = await kit.register(handleOAuth);
    const browser = new kit.Browser(handleOAuth);
    const uid = await kit.startRequest(browser, kit.authorizeUrl(client, kit.newVerifier()));
    await kit.refuse(browser, uid);
    const rows = await noted();
    expect(rows.filter(({ outcome }) => outcome === "failed")).toEqual([
      expect.objectContaining({ step: "consent", errorCode: "access_denied", clientId: client.id }),
    ]);
  });

  test("the organisation's policy", async () => {
    const person = await kit.makePerson();
    await prisma.organisation.update({
      where: { id: person.organisationId },
      data: { clientPolicy: "verified" },
    });
    const client = await kit.register(handleOAuth);
    const browser = new kit.Browser(handleOAuth);
    const uid = await kit.startRequest(browser, kit.authorizeUrl(client, kit.newVerifier()));
    await expect(kit.approve(browser, person, uid)).rejects.toThrow("does not let");
    expect((await noted()).at(-1)).toMatchObject({
      step: "consent",
      outcome: "failed",
      errorCode: "client_not_allowed",
      organisationId: person.organisationId,
      userId: person.userId,
    });
  });

  test("what a person is shown on the consent screen: the choice, the policy's refusal, or no such project", async () => {
    const [person, stranger] = [await kit.makePerson(), await kit.makePerson()];
    const client = await kit.register(handleOAuth);
    const source = { address: "192.0.2.30", userAgent: "Mozilla/5.0", requestId: "" };
    const look = async (userId: string) => {
      const browser = new kit.Browser(handleOAuth);
      const resource = `${env.baseUrl}/mcp/projects/${person.projectIds[0]}`;
      const uid = await kit.startRequest(browser, kit.authorizeUrl(client, kit.newVerifier(), { resource }));
      const request = await findPendingRequest(uid, browser.cookiesFor(`/oauth/consent/${uid}`));
      if (request === null) throw new Error("The request is not pending.");
      const view = await consentView(request, userId).catch(() => null);
      noteShown(source, request, { userId, view });
      return (await noted()).findLast(({ step }) => step === "consent");
    };
    const own = { clientId: client.id, organisationId: person.organisationId, userId: person.userId };
    expect(await look(person.userId)).toMatchObject({ ...own, outcome: "asked", errorCode: null });
    await prisma.organisation.update({
      where: { id: person.organisationId },
      data: { clientPolicy: "verified" },
    });
    expect(await look(person.userId)).toMatchObject({
      ...own,
      outcome: "failed",
      errorCode: "client_not_allowed",
    });
    expect(await look(stranger.userId)).toMatchObject({
      outcome: "failed",
      errorCode: "not_found",
      organisationId: null,
      userId: stranger.userId,
    });
  });

  test("a code that was used before, with the organisation whose code it was", async () => {
    const person = await kit.makePerson();
    const client = await kit.register(handleOAuth);
    const [browser, pkce] = [new kit.Browser(handleOAuth), kit.newVerifier()];
    const uid = await kit.startRequest(browser, kit.authorizeUrl(client, pkce));
    const code = (await kit.approve(browser, person, uid)).get("code") ?? "";
    expect((await kit.redeem(handleOAuth, client, code, pkce)).status).toBe(200);
    expect((await kit.redeem(handleOAuth, client, code, pkce)).status).toBe(400);
    const row = (await noted()).at(-1);
    expect(row).toMatchObject({ step: "token", outcome: "failed", errorCode: "invalid_grant" });
    expect(row?.clientId).toBe(client.id);
  });

  test("a token that was revoked or paused, with its approval's organisation and client", async () => {
    const person = await kit.makePerson();
    const client = await kit.register(handleOAuth);
    const tokens = await kit.connect(handleOAuth, client, person);
    const change = (data: { pausedAt?: Date | null; revokedAt?: Date }) =>
      prisma.connection.updateMany({ where: { clientId: client.id }, data });
    await change({ pausedAt: new Date() });
    expect((await askForTools(tokens.access_token)).status).toBe(403);
    await change({ pausedAt: null, revokedAt: new Date() });
    expect((await askForTools(tokens.access_token)).status).toBe(401);
    expect((await askForTools("not-a-token")).status).toBe(401);
    const rows = (await noted()).filter(({ step }) => step === "call");
    const own = { organisationId: person.organisationId, userId: person.userId, clientId: client.id };
    expect(rows).toHaveLength(3);
    const told = rows.map(({ errorCode, organisationId, userId, clientId }) => ({
      errorCode,
      organisationId,
      userId,
      clientId,
    }));
    expect(told).toContainEqual({ ...own, errorCode: "connection_paused" });
    expect(told).toContainEqual({ ...own, errorCode: "invalid_token" });
    expect(told).toContainEqual({
      organisationId: null,
      userId: null,
      clientId: null,
      errorCode: "invalid_token",
    });
    expect(JSON.stringify(rows)).not.toContain(tokens.access_token);
  });

  test("an address that is no endpoint, and a host name that is not ours", async () => {
    await resourceRoute.GET(new Request(env.baseUrl), {
      params: Promise.resolve({ path: ["mcp", "projects", "shop"] }),
    });
    await serveMcp(new Request(`${env.baseUrl}/mcp`, { method: "POST", headers: { host: "evil.example" } }), {
      endpoint: "account",
      access: "full",
    });
    expect((await noted()).map(({ step, errorCode, endpoint }) => [step, errorCode, endpoint])).toEqual([
      ["resource_metadata", "no_such_endpoint", "/mcp/projects/shop"],
      ["call", "source_refused", "/mcp"],
    ]);
  });
});
