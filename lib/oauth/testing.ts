import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { callerOfPerson } from "@/lib/auth/person-caller";
import { PRESETS, type Role } from "@/lib/auth/values";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { approveRequest, refuseRequest } from "./answer-request";
import type { ApproveRequestInput } from "./schema";

/** What tests of the authorization server share: a browser, a client and a person. */

/** A route handler of one instance of the application. */
export type Handle = (request: Request, path: string) => Promise<Response>;

/** Keeps cookies like a browser: by name and path, sent where the path fits. */
export class Browser {
  readonly jar = new Map<string, { name: string; value: string; path: string }>();
  readonly handle: Handle;

  constructor(handle: Handle) {
    this.handle = handle;
  }

  cookiesFor(path: string): string {
    return [...this.jar.values()]
      .filter((cookie) => path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, "/")))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  }

  async get(address: string): Promise<Response> {
    const url = new URL(address, env.baseUrl);
    const headers = { cookie: this.cookiesFor(url.pathname), accept: "text/html" };
    const response = await this.handle(new Request(url, { headers }), url.pathname);
    for (const text of response.headers.getSetCookie()) this.#keep(text, url.pathname);
    return response;
  }

  #keep(text: string, requestPath: string): void {
    const [pair = "", ...attributes] = text.split(/;\s*/);
    const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    const attribute = (wanted: string) =>
      attributes.find((entry) => entry.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute("path") ?? requestPath;
    const expires = attribute("expires");
    const key = `${name} ${path}`;
    if (value === "" || (expires && Date.parse(expires) < Date.now())) this.jar.delete(key);
    else this.jar.set(key, { name, value, path });
  }
}

export interface TestPerson {
  userId: string;
  organisationId: string;
  projectIds: string[];
}

/** A person with an organisation of two projects. */
export async function makePerson(role: Role = "owner"): Promise<TestPerson> {
  const [userId, organisationId] = [newId("user"), newId("organisation")];
  const projectIds = [newId("project"), newId("project")];
  await prisma.user.create({ data: { id: userId, email: `${userId}@example.test`, name: "Ada" } });
  await prisma.organisation.create({ data: { id: organisationId, name: "Acme", planId: "growth" } });
  await prisma.member.create({ data: { organisationId, userId, role } });
  for (const id of projectIds)
    await prisma.project.create({ data: { id, organisationId, name: `Shop ${id}` } });
  return { userId, organisationId, projectIds };
}

export interface TestClient {
  id: string;
  redirectUri: string;
  secret?: string;
}

export const REDIRECT = "https://app.example/callback";

/** Registers a client over the registration endpoint. */
export async function register(handle: Handle, metadata: Record<string, unknown> = {}): Promise<TestClient> {
  const response = await postJson(handle, "/oauth/register", {
    client_name: "Test app",
    redirect_uris: [REDIRECT],
    token_endpoint_auth_method: "none",
    ...metadata,
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const body = (await response.json()) as {
    client_id: string;
    redirect_uris: string[];
    client_secret?: string;
  };
  return { id: body.client_id, redirectUri: body.redirect_uris[0] ?? "", secret: body.client_secret };
}

export function postJson(handle: Handle, path: string, body: unknown): Promise<Response> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return handle(new Request(`${env.baseUrl}${path}`, init), path);
}

export function postForm(
  handle: Handle,
  path: string,
  params: Record<string, string> | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<Response> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(params).toString(),
  };
  return handle(new Request(`${env.baseUrl}${path}`, init), path);
}

export interface Verifier {
  verifier: string;
  challenge: string;
}

export function newVerifier(): Verifier {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** An authorization request that is right; pass what differs, undefined to leave a parameter out. */
export function authorizeUrl(
  client: TestClient,
  pkce: Verifier,
  change: Record<string, string | undefined> = {},
): string {
  const params = {
    client_id: client.id,
    redirect_uri: client.redirectUri,
    response_type: "code",
    code_challenge: pkce.challenge,
    code_challenge_method: "S256",
    state: "state-1",
    ...change,
  };
  const present = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/oauth/authorize?${new URLSearchParams(present)}`;
}

/** Starts a request and comes as far as the consent page. */
export async function startRequest(browser: Browser, address: string): Promise<string> {
  const response = await browser.get(address);
  const location = response.headers.get("location") ?? "";
  const uid = /^(?:https?:\/\/[^/]+)?\/oauth\/consent\/([\w-]+)$/.exec(location)?.[1];
  if (response.status !== 303 || uid === undefined) {
    throw new Error(`no consent page: ${response.status} ${location} ${await response.text()}`);
  }
  return uid;
}

export async function answererOf(browser: Browser, person: TestPerson, uid: string) {
  const caller = await callerOfPerson(
    { userId: person.userId, sessionEpoch: null },
    { organisationId: person.organisationId },
  );
  return { caller, ...answeringIn(browser, uid) };
}

function answeringIn(browser: Browser, uid: string) {
  const source = { address: "unknown", userAgent: "Test browser", requestId: "" };
  return { cookies: browser.cookiesFor(`/oauth/consent/${uid}`), source };
}

export function choice(
  person: TestPerson,
  uid: string,
  change: Partial<ApproveRequestInput> = {},
): ApproveRequestInput {
  return {
    uid,
    shown_to: person.userId,
    organisation_id: person.organisationId,
    project_id: null,
    access: "full",
    permissions: [...PRESETS.support.permissions],
    label: "",
    expires_at: null,
    asks_first: false,
    ...change,
  };
}

/** Approves and goes back to the client; the parameters the client gets. */
export async function approve(
  browser: Browser,
  person: TestPerson,
  uid: string,
  change: Partial<ApproveRequestInput> = {},
): Promise<URLSearchParams> {
  const answered = await approveRequest(await answererOf(browser, person, uid), choice(person, uid, change));
  return answerTo(await browser.get(answered.continue_at));
}

export async function refuse(browser: Browser, uid: string): Promise<URLSearchParams> {
  const answered = await refuseRequest(answeringIn(browser, uid), { uid });
  return answerTo(await browser.get(answered.continue_at));
}

export async function answerTo(response: Response): Promise<URLSearchParams> {
  const location = response.headers.get("location");
  if (response.status !== 303 || location === null) {
    throw new Error(`no redirect: ${response.status} ${await response.text()}`);
  }
  return new URL(location).searchParams;
}

export interface TokenSet {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  id_token?: string;
}

export function redeem(
  handle: Handle,
  client: TestClient,
  code: string,
  pkce: Verifier,
  change: Record<string, string> = {},
): Promise<Response> {
  return postForm(handle, "/oauth/token", {
    grant_type: "authorization_code",
    client_id: client.id,
    redirect_uri: client.redirectUri,
    code,
    code_verifier: pkce.verifier,
    ...change,
  });
}

export function refresh(
  handle: Handle,
  client: TestClient,
  refreshToken: string,
  change: Record<string, string> = {},
): Promise<Response> {
  return postForm(handle, "/oauth/token", {
    grant_type: "refresh_token",
    client_id: client.id,
    refresh_token: refreshToken,
    ...change,
  });
}

/** The whole way: request, approval, tokens. */
export async function connect(
  handle: Handle,
  client: TestClient,
  person: TestPerson,
  change: { request?: Record<string, string | undefined>; choice?: Partial<ApproveRequestInput> } = {},
): Promise<TokenSet> {
  const [browser, pkce] = [new Browser(handle), newVerifier()];
  const uid = await startRequest(browser, authorizeUrl(client, pkce, change.request));
  const answer = await approve(browser, person, uid, change.choice);
  const response = await redeem(handle, client, answer.get("code") ?? "", pkce);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as TokenSet;
}
