import { beforeAll, describe, expect, test } from "vitest";
import * as serverRoute from "@/app/.well-known/oauth-authorization-server/[[...path]]/route";
import * as resourceRoute from "@/app/.well-known/oauth-protected-resource/[[...path]]/route";
import { type Caller, inProject } from "@/lib/auth/caller";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { serveMcp } from "@/lib/mcp/serve";
import { handleOAuth } from "@/lib/oauth/handle";
import * as kit from "@/lib/oauth/testing";
import { type AskOwnAddress, askOwnAddress, NoAnswerError } from "@/lib/outbound/own-address";
import { aMember, anOrganisation } from "@/lib/people/testing";
import type { TestStep } from "./schema";
import { finishSelfTest, type SelfTest, startSelfTest, viewSelfTest } from "./self-test";

/** The application as it is behind its public address, without the network in between. */
const ask: AskOwnAddress = async (path, { method = "GET", headers, body }) => {
  const url = new URL(path, env.baseUrl);
  const request = new Request(url, { method, headers, body });
  const respond = async (): Promise<Response> => {
    const wellKnown = /^\/\.well-known\/oauth-protected-resource\/(.+)$/.exec(url.pathname)?.[1];
    if (wellKnown) {
      return resourceRoute.GET(request, { params: Promise.resolve({ path: wellKnown.split("/") }) });
    }
    if (url.pathname === "/.well-known/oauth-authorization-server") return serverRoute.GET(request);
    if (url.pathname.startsWith("/oauth/")) return handleOAuth(request, url.pathname);
    const projectId = /^\/mcp\/projects\/([^/]+)\/?$/.exec(url.pathname)?.[1];
    return serveMcp(request, { endpoint: "project", access: "full", projectId });
  };
  const response = await respond();
  return { status: response.status, headers: response.headers, text: await response.text() };
};

let home: Awaited<ReturnType<typeof anOrganisation>>;
let caller: Caller;

beforeAll(async () => {
  home = await anOrganisation();
  caller = inProject(home.owner, home.projectId);
});

async function answerConsent(test: SelfTest, decision: "allow" | "refuse" = "allow") {
  const browser = new kit.Browser(handleOAuth);
  const uid = await kit.startRequest(browser, test.view.continue_at ?? "");
  const person = { ...home.person, organisationId: home.organisationId, projectIds: [home.projectId] };
  const back =
    decision === "refuse"
      ? await kit.refuse(browser, uid)
      : await kit.approve(browser, person, uid, {
          project_id: home.projectId,
          access: "readonly",
          permissions: ["chatbots:read"],
        });
  return {
    state: back.get("state"),
    iss: back.get("iss"),
    code: back.get("code"),
    error: back.get("error"),
  };
}

const stateOf = ({ view }: SelfTest, step: TestStep) => view.steps.find((known) => known.step === step);

test("goes the whole way, tells nothing secret, and leaves nothing behind", async () => {
  const started = await startSelfTest(caller, ask);
  expect(started.view).toMatchObject({ phase: "consent", passed: false });
  expect(started.view.steps.map(({ state }) => state)).toEqual([
    ...Array(4).fill("done"),
    "waiting",
    ...Array(7).fill("ahead"),
  ]);
  const answer = await answerConsent(started);
  const finished = await finishSelfTest(caller, { sealed: started.sealed, answer }, ask);
  expect(finished?.view.steps.filter(({ state }) => state !== "done")).toEqual([]);
  expect(finished?.view).toMatchObject({ phase: "done", passed: true, continue_at: null });
  expect(await prisma.oAuthClient.count({ where: { name: "Caramel self-test" } })).toBe(0);
  const connections = await prisma.connection.findMany({ where: { clientName: "Caramel self-test" } });
  expect(connections).toHaveLength(1);
  expect(connections[0]?.revokedAt).not.toBeNull();
  expect(JSON.stringify(finished?.view)).not.toContain(answer.code);
  // It fits into a cookie.
  expect(finished?.sealed.length).toBeLessThan(3_800);
  // Once only.
  expect(await finishSelfTest(caller, { sealed: finished?.sealed, answer }, ask)).toBeNull();
  expect(await viewSelfTest(caller, finished?.sealed)).toEqual(finished?.view);
});

test("an answer with another state changes nothing; a refusal ends it, and the client goes", async () => {
  const started = await startSelfTest(caller, ask);
  const answer = await answerConsent(started, "refuse");
  const { sealed } = started;
  expect(await finishSelfTest(caller, { sealed, answer: { ...answer, state: "x" } }, ask)).toBeNull();
  expect(await finishSelfTest(caller, { sealed, answer: { ...answer, state: null } }, ask)).toBeNull();
  const finished = (await finishSelfTest(caller, { sealed, answer }, ask)) as SelfTest;
  expect(stateOf(finished, "consent")).toMatchObject({
    state: "failed",
    remedy: expect.stringContaining("refused"),
  });
  expect(stateOf(finished, "removal")).toMatchObject({ state: "done" });
  expect(stateOf(finished, "token")).toMatchObject({ state: "ahead" });
});

test("an answer that names another issuer is not redeemed", async () => {
  const started = await startSelfTest(caller, ask);
  const answer = { ...(await answerConsent(started)), iss: "https://evil.example" };
  const finished = (await finishSelfTest(caller, { sealed: started.sealed, answer }, ask)) as SelfTest;
  expect(stateOf(finished, "consent")).toMatchObject({ state: "failed" });
  expect(stateOf(finished, "token")).toMatchObject({ state: "ahead" });
});

test("a test belongs to one person in one project", async () => {
  const started = await startSelfTest(caller, ask);
  const other = await aMember(home.organisationId, "owner");
  const theirs = await anOrganisation();
  for (const stranger of [other.caller, theirs.owner]) {
    expect(await viewSelfTest(stranger, started.sealed)).toBeNull();
  }
  expect(await viewSelfTest(caller, `${started.sealed.slice(0, -8)}AAAAAAAA`)).toBeNull();
  expect(await viewSelfTest(caller, undefined)).toBeNull();
  const key: Caller = { ...caller, actor: { kind: "api_key", apiKeyId: "key_1", name: "x" } };
  await expect(startSelfTest(key, ask)).rejects.toMatchObject({ code: "insufficient_permission" });
  await expect(startSelfTest({ ...caller, permissions: new Set() }, ask)).rejects.toMatchObject({
    code: "insufficient_permission",
  });
});

test("may be started so often only", async () => {
  const { caller: member } = await aMember(home.organisationId, "analyst");
  const away: AskOwnAddress = () => Promise.reject(new NoAnswerError("ECONNREFUSED"));
  for (let index = 0; index < 20; index++) await startSelfTest(member, away);
  await expect(startSelfTest(member, away)).rejects.toMatchObject({ code: "rate_limited" });
});

describe("what stands between Caramel and its clients is found", () => {
  const headers = (record: Record<string, string>) => new Headers(record);
  const between =
    (change: (path: string) => Awaited<ReturnType<AskOwnAddress>> | undefined): AskOwnAddress =>
    async (path, request) =>
      change(path) ?? ask(path, request);

  test.each<[string, AskOwnAddress, TestStep, RegExp]>([
    [
      "nobody there",
      () => Promise.reject(new NoAnswerError("ECONNREFUSED")),
      "challenge",
      /can't reach its own/,
    ],
    [
      "a bad certificate",
      () => Promise.reject(new NoAnswerError("CERT_HAS_EXPIRED")),
      "challenge",
      /certificate/,
    ],
    ["a slow proxy", () => Promise.reject(new NoAnswerError("timeout")), "challenge", /10 seconds/],
    [
      "a redirect to the slash",
      between((path) =>
        path.endsWith("/")
          ? undefined
          : { status: 308, headers: headers({ location: `${path}/` }), text: "" },
      ),
      "challenge",
      /redirects/,
    ],
    [
      "a redirect of the slash",
      between((path) =>
        path.endsWith("/") ? { status: 301, headers: headers({ location: "/" }), text: "" } : undefined,
      ),
      "challenge",
      /redirects/,
    ],
    [
      "a proxy that strips headers",
      between((path) =>
        path.startsWith("/mcp") ? { status: 401, headers: headers({}), text: "{}" } : undefined,
      ),
      "challenge",
      /WWW-Authenticate/,
    ],
    [
      "a proxy's own page",
      between((path) =>
        path.startsWith("/.well-known/oauth-authorization")
          ? { status: 200, headers: headers({ "content-type": "text/html" }), text: "<h1>Hi</h1>" }
          : undefined,
      ),
      "server_metadata",
      /Something else answered/,
    ],
    [
      "another scheme",
      between((path) =>
        path.startsWith("/.well-known/oauth-protected")
          ? {
              status: 200,
              headers: headers({}),
              text: JSON.stringify({ resource: "http://x", authorization_servers: [env.baseUrl] }),
            }
          : undefined,
      ),
      "resource_metadata",
      /BASE_URL/,
    ],
    [
      "a host name that is not ours",
      between((path) =>
        path.startsWith("/mcp")
          ? { status: 403, headers: headers({}), text: '{"jsonrpc":"2.0","error":{"code":-32000}}' }
          : undefined,
      ),
      "challenge",
      /ALLOWED_HOSTS/,
    ],
    [
      "a limit",
      between((path) =>
        path === "/oauth/register" ? { status: 429, headers: headers({}), text: "{}" } : undefined,
      ),
      "registration",
      /limit/,
    ],
  ])("%s", async (_name, ask, step, remedy) => {
    const result = await startSelfTest(caller, ask);
    expect(result.view.phase).toBe("done");
    expect(stateOf(result, step)).toMatchObject({ state: "failed", remedy: expect.stringMatching(remedy) });
    expect(result.view.continue_at).toBeNull();
  });

  test("a proxy that drops the credential", async () => {
    const { person, caller: owner } = await aMember(home.organisationId, "owner");
    const tester = inProject(owner, home.projectId);
    const started = await startSelfTest(tester, ask);
    const browser = new kit.Browser(handleOAuth);
    const uid = await kit.startRequest(browser, started.view.continue_at ?? "");
    const back = await kit.approve(
      browser,
      { userId: person.userId, organisationId: home.organisationId, projectIds: [home.projectId] },
      uid,
      { project_id: home.projectId, access: "readonly", permissions: ["chatbots:read"] },
    );
    const answer = { state: back.get("state"), iss: back.get("iss"), code: back.get("code"), error: null };
    const dropping: AskOwnAddress = (path, request) => {
      const { authorization: _, ...rest } = request.headers ?? {};
      return ask(path, { ...request, headers: rest });
    };
    const finished = (await finishSelfTest(tester, { sealed: started.sealed, answer }, dropping)) as SelfTest;
    expect(stateOf(finished, "current_calls")).toMatchObject({
      state: "failed",
      remedy: expect.stringContaining("Authorization header"),
    });
    expect(stateOf(finished, "revocation")).toMatchObject({ state: "done" });
  });
});

test("nothing but the public address is ever asked", async () => {
  for (const path of ["https://evil.example/", "//evil.example/", "http:\\\\evil.example"]) {
    await expect(askOwnAddress(path, {})).rejects.toThrow("Only paths of the public address");
  }
});
