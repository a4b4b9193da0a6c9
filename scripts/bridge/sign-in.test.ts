import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bridge } from "./bridge";
import { logOut } from "./log-out";
import { SignIn } from "./sign-in";
import { SignInStore } from "./sign-in-store";
import { signInFile } from "./target";
import { Program, type Received, sendJson, TestServer } from "./testing";

/** A person at the browser: goes where the page would send them. */
type Person = (address: URL) => void;

let server: TestServer;
let folder: string;
let url: URL;
let store: SignInStore;
/** Codes with what they were given for, and tokens that are good. */
let codes: Map<string, URLSearchParams>;
let access: Set<string>;
let refresh: Set<string>;
let issued: number;
let lifetimeSeconds: number;
let tokenFailure: ((response: ServerResponse) => void) | undefined;
let opened: URL[];
const ending: AbortController[] = [];

/** A small authorization server with an MCP endpoint that it protects. */
function serve({ path: address, headers, body }: Received, response: ServerResponse): unknown {
  const { origin } = server;
  const [pathname] = address.split("?");
  if (pathname === "/.well-known/oauth-protected-resource/mcp")
    return sendJson(response, { resource: `${origin}/mcp`, authorization_servers: [origin] });
  if (pathname === "/.well-known/oauth-authorization-server")
    return sendJson(response, {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      revocation_endpoint: `${origin}/revoke`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none"],
      scopes_supported: ["mcp:read", "offline_access"],
      authorization_response_iss_parameter_supported: true,
    });
  if (pathname === "/register") return sendJson(response, { ...body, client_id: "client_1" }, 201);
  if (pathname === "/revoke") return response.writeHead(200).end();
  if (pathname === "/token") {
    if (tokenFailure) return tokenFailure(response);
    return giveTokens(body, response);
  }
  if (pathname !== "/mcp") return response.writeHead(404).end();
  if (!access.has((headers.authorization ?? "").replace("Bearer ", ""))) {
    const challenge = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp", scope="mcp:read"`;
    return sendJson(response, { error: "unauthorized" }, 401, { "www-authenticate": challenge });
  }
  return sendJson(response, { jsonrpc: "2.0", id: body.id, result: { token: headers.authorization } });
}

function giveTokens(body: Record<string, string>, response: ServerResponse): unknown {
  const asked = codes.get(body.code ?? "");
  const isCode = body.grant_type === "authorization_code" && asked !== undefined;
  const challenge = createHash("sha256")
    .update(body.code_verifier ?? "")
    .digest("base64url");
  if (isCode && asked.get("code_challenge") !== challenge)
    return sendJson(response, { error: "invalid_grant" }, 400);
  if (!isCode && !refresh.delete(body.refresh_token ?? ""))
    return sendJson(response, { error: "invalid_grant" }, 400);
  expect(body.resource).toBe(`${server.origin}/mcp`);
  issued += 1;
  access.clear();
  access.add(`access-${issued}`);
  refresh.add(`refresh-${issued}`);
  return sendJson(response, {
    access_token: `access-${issued}`,
    refresh_token: `refresh-${issued}`,
    token_type: "Bearer",
    expires_in: lifetimeSeconds,
  });
}

/** Answers the request at an address, after changing the answer. */
function come(address: URL, change: (answer: URLSearchParams) => void = () => {}): Promise<Response> {
  const asked = address.searchParams;
  const code = `code-${codes.size + 1}`;
  codes.set(code, asked);
  const back = new URL(asked.get("redirect_uri") ?? "");
  back.searchParams.set("code", code);
  back.searchParams.set("state", asked.get("state") ?? "");
  back.searchParams.set("iss", server.origin);
  change(back.searchParams);
  return fetch(back);
}

function signInAs(person: Person, more: Partial<ConstructorParameters<typeof SignIn>[0]> = {}): SignIn {
  const abort = new AbortController();
  ending.push(abort);
  const show = (address: URL) => {
    opened.push(address);
    person(address);
  };
  return new SignIn({ url, store, show, log: () => {}, signal: abort.signal, ...more });
}

const allow: Person = (address) => void come(address);

/** A bridge with its program. */
async function connect(signIn: SignIn, personPatienceMs?: number) {
  const program = await Program.start();
  const options = {
    url,
    stdio: program.stdio,
    credential: signIn,
    log: () => {},
    retryForMs: 300,
    personPatienceMs,
  };
  const running = new Bridge(options).run();
  return { program, close: () => program.close().then(() => running) };
}

beforeEach(async () => {
  server = await new TestServer(serve).start();
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-bridge-"));
  url = new URL("/mcp", server.origin);
  store = new SignInStore(signInFile(url, path.join(folder, "settings")), url);
  codes = new Map();
  access = new Set();
  refresh = new Set();
  issued = 0;
  lifetimeSeconds = 900;
  tokenFailure = undefined;
  opened = [];
});

afterEach(async () => {
  for (const abort of ending.splice(0)) abort.abort();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tokenRequests = () => server.received.filter(({ path: address }) => address === "/token");

test("signs in with PKCE, state, resource and a loopback redirect, and keeps it where only its user reads it", async () => {
  const { program, close } = await connect(signInAs(allow));
  expect((await program.ask(1, "initialize")).result.token).toBe("Bearer access-1");
  const asked = opened[0]?.searchParams;
  expect(Object.fromEntries(asked ?? [])).toMatchObject({
    response_type: "code",
    client_id: "client_1",
    code_challenge_method: "S256",
    resource: url.href,
    scope: "mcp:read offline_access",
  });
  expect(asked?.get("redirect_uri")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  expect(asked?.get("state")?.length).toBeGreaterThan(40);
  expect(statSync(store.file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(store.file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(path.dirname(store.file))).toEqual([path.basename(store.file)]);
  await close();

  // The next start asks nobody.
  const again = await connect(signInAs(allow));
  expect((await again.program.ask(1, "initialize")).result.token).toBe("Bearer access-1");
  expect(opened).toHaveLength(1);
  await again.close();
});

test("a second sign-in uses the registration again, from another port", async () => {
  await signInAs(allow).start();
  await signInAs(allow).start();
  expect(server.received.filter(({ path: address }) => address === "/register")).toHaveLength(1);
  expect(opened[0]?.searchParams.get("redirect_uri")).not.toBe(opened[1]?.searchParams.get("redirect_uri"));
});

test("an answer from another authorization server is refused (RFC 9207)", async () => {
  const person: Person = (address) =>
    void come(address, (answer) => answer.set("iss", "https://evil.example"));
  const { program, close } = await connect(signInAs(person));
  expect((await program.ask(1, "initialize")).error).toBeDefined();
  expect(tokenRequests()).toEqual([]);
  expect((await store.read()).tokens).toBeUndefined();
  await close();
});

test("an answer with another state is not ours; the right one still counts", async () => {
  const statuses: number[] = [];
  const person: Person = async (address) => {
    statuses.push((await come(address, (answer) => answer.set("state", "x"))).status);
    statuses.push((await come(address)).status);
  };
  const { program, close } = await connect(signInAs(person));
  expect((await program.ask(1, "initialize")).result).toBeDefined();
  expect(statuses).toEqual([400, 200]);
  await close();
});

test("a refusal is an error in words, and no further window opens for a while", async () => {
  const person: Person = (address) =>
    void come(address, (answer) => {
      answer.delete("code");
      answer.set("error", "access_denied");
    });
  const { program, close } = await connect(signInAs(person));
  for (const id of [1, 2]) {
    expect((await program.ask(id, "initialize")).error.message).toContain("refused in the browser");
  }
  expect(opened).toHaveLength(1);
  await close();
});

test("nobody comes: the error says so, and the next sign-in registers anew", async () => {
  await signInAs(allow).start();
  await expect(signInAs(() => {}, { personMs: 200 }).start()).rejects.toThrow(/Nobody signed in/);
  expect((await store.read()).client).toBeUndefined();
});

test("a call does not wait longer than its program does, and the sign-in goes on", async () => {
  const { program, close } = await connect(
    signInAs(() => {}),
    150,
  );
  const { error } = await program.ask(1, "tools/call", { name: "x" });
  expect(error.message).toContain(opened[0]?.href);
  const next = program.ask(2, "initialize");
  await come(opened[0] as URL);
  expect((await next).result).toBeDefined();
  await close();
});

test("tokens are renewed before they end; two bridges with one sign-in use each refresh token once", async () => {
  lifetimeSeconds = 10;
  await signInAs(allow).start();
  lifetimeSeconds = 900;
  const bridges = await Promise.all([1, 2, 3].map(() => connect(signInAs(allow))));
  const answers = await Promise.all(
    bridges.flatMap(({ program }) => [1, 2].map((id) => program.ask(id, "tools/list"))),
  );
  expect(answers.map(({ result }) => result?.token)).toEqual(Array(6).fill("Bearer access-2"));
  expect(tokenRequests().map(({ body }) => body.grant_type)).toEqual(["authorization_code", "refresh_token"]);
  expect(opened).toHaveLength(1);
  await Promise.all(bridges.map(({ close }) => close()));
});

test("a token that is refused early is renewed, and the request sent again", async () => {
  await signInAs(allow).start();
  access.clear();
  const { program, close } = await connect(signInAs(allow));
  expect((await program.ask(1, "tools/list")).result.token).toBe("Bearer access-2");
  expect(opened).toHaveLength(1);
  await close();
});

test("a connection that was ended in the dashboard asks the person again", async () => {
  await signInAs(allow).start();
  access.clear();
  refresh.clear();
  const { program, close } = await connect(signInAs(allow));
  expect((await program.ask(1, "tools/call", { name: "x" })).result.token).toBe("Bearer access-2");
  expect(opened).toHaveLength(2);
  await close();
});

test("a token endpoint that is away opens no window and loses no sign-in", async () => {
  await signInAs(allow).start();
  access.clear();
  tokenFailure = (response) => response.destroy();
  const { program, close } = await connect(signInAs(allow));
  expect((await program.ask(1, "tools/call", { name: "x" })).error.message).toContain("could not be renewed");
  expect(opened).toHaveLength(1);
  tokenFailure = undefined;
  expect((await program.ask(2, "tools/call", { name: "x" })).result).toBeDefined();
  await close();
});

test("what needs more scopes, and a token that is refused at once, are told in words", async () => {
  await signInAs(allow).start();
  const { program, close } = await connect(signInAs(allow));
  server.handle = (_received, response) =>
    sendJson(response, { error: "insufficient_scope" }, 403, {
      "www-authenticate":
        'Bearer scope="mcp:read mcp:write", error="insufficient_scope", error_description="More scopes."',
    });
  const { error } = await program.ask(1, "tools/call", { name: "x" });
  expect(error.message).toContain("403 insufficient_scope");
  expect(error.message).toContain(`caramel-mcp login ${url.href}`);
  server.handle = (received, response) => {
    if (received.path !== "/mcp") return serve(received, response);
    return sendJson(response, { error: "invalid_token" }, 401);
  };
  const refused = await program.ask(2, "tools/call", { name: "x" });
  expect(refused.error.message).toContain("did not accept the credential");
  expect(refused.error.message).not.toContain("CARAMEL_API_KEY");
  await close();
});

test("half a file counts as no sign-in, and a file of another URL is not used", async () => {
  await signInAs(allow).start();
  const content = readFileSync(store.file, "utf8");
  writeFileSync(store.file, content.slice(0, 40));
  expect((await store.read()).tokens).toBeUndefined();
  writeFileSync(store.file, content.replace(url.href, "https://other.example/mcp"));
  expect((await store.read()).tokens).toBeUndefined();
});

test("logging out ends the connection at the server and forgets everything", async () => {
  await signInAs(allow).start();
  expect(await logOut(url, store)).toBe(`Signed out at ${url.href}`);
  const [revocation] = server.received.filter(({ path: address }) => address === "/revoke");
  expect(revocation?.body).toEqual({ token: "refresh-1", client_id: "client_1" });
  expect(existsSync(store.file)).toBe(false);
  expect(await logOut(url, store)).toContain("Nobody is signed in");
  await signInAs(allow).start();
  await server.stop();
  expect(await logOut(url, store)).toContain("could not be told");
  expect(existsSync(store.file)).toBe(false);
});
