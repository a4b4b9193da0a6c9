import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { SELF_TEST_AGENT } from "@/lib/auth/connect-attempts";
import { metadataUrl, type Resource } from "@/lib/auth/resources";
import { env } from "@/lib/core/env";
import {
  type AskOwnAddress,
  NoAnswerError,
  type OwnAnswer,
  type OwnRequest,
} from "@/lib/outbound/own-address";
import { FindingError, findingOf } from "./self-test-remedies";

/** Under this name the test registers. */
const SELF_TEST_CLIENT = "Caramel self-test";

/** What the test asks for: reading is enough, and everybody may grant it. */
const SCOPE = "mcp:read offline_access";

const CURRENT = "2026-07-28";
const OLDER = "2025-11-25";
const CLIENT_INFO = { name: SELF_TEST_CLIENT, version: "1.0.0" };

type Json = Record<string, unknown>;

/** A client as its makers write one: it knows the connection URL and finds out everything else. */
export class SelfTestClient {
  readonly #ask: AskOwnAddress;
  readonly #resource: Resource;

  constructor(resource: Resource, ask: AskOwnAddress) {
    this.#resource = resource;
    this.#ask = ask;
  }

  async #send(path: string, request: OwnRequest): Promise<OwnAnswer> {
    let answer: OwnAnswer;
    try {
      answer = await this.#ask(path, {
        ...request,
        headers: { "user-agent": SELF_TEST_AGENT, accept: "application/json", ...request.headers },
      });
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      throw new FindingError(findingOf(error.reason), `No answer (${error.reason})`);
    }
    if (answer.status >= 300 && answer.status < 400) {
      throw new FindingError(
        "redirected",
        `${answer.status} to ${answer.headers.get("location") ?? "nowhere"}`,
      );
    }
    if (answer.status === 429) throw new FindingError("too_many", "429");
    return answer;
  }

  #post(path: string, body: Json, headers: Record<string, string> = {}): Promise<OwnAnswer> {
    return this.#send(path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify(body),
    });
  }

  /** 401 that names this endpoint's own metadata, at both spellings of the path. */
  async challenge(): Promise<string> {
    for (const path of [this.#resource.path, `${this.#resource.path}/`]) {
      const answer = await this.#post(path, initialize(1));
      if (answer.status === 403) throw new FindingError("source_refused", `403 ${brief(answer)}`);
      if (answer.status !== 401) throw notCaramel(answer);
      const header = answer.headers.get("www-authenticate");
      if (header === null) throw new FindingError("header_stripped", "401 without WWW-Authenticate");
      if (!header.includes(`resource_metadata="${metadataUrl(this.#resource)}"`)) {
        throw new FindingError("wrong_address", header);
      }
    }
    return "401, names its description";
  }

  async resourceMetadata(): Promise<string> {
    const document = await this.#document(new URL(metadataUrl(this.#resource)).pathname);
    const servers = document.authorization_servers;
    if (document.resource !== this.#resource.uri || !Array.isArray(servers) || servers[0] !== env.baseUrl) {
      throw new FindingError("wrong_address", `resource ${String(document.resource)}`);
    }
    return `for ${this.#resource.uri}`;
  }

  async serverMetadata(): Promise<string> {
    const document = await this.#document("/.well-known/oauth-authorization-server");
    const addresses = [
      "authorization_endpoint",
      "token_endpoint",
      "registration_endpoint",
      "revocation_endpoint",
    ];
    const foreign = addresses.find((name) => !String(document[name]).startsWith(`${env.baseUrl}/`));
    if (document.issuer !== env.baseUrl || foreign !== undefined) {
      throw new FindingError("wrong_address", `issuer ${String(document.issuer)}`);
    }
    return `issuer ${env.baseUrl}`;
  }

  async #document(path: string): Promise<Json> {
    const answer = await this.#send(path, {});
    if (answer.status !== 200) throw notCaramel(answer);
    return parse(answer);
  }

  /** @returns client id */
  async register(redirectUri: string): Promise<string> {
    const answer = await this.#post("/oauth/register", {
      client_name: SELF_TEST_CLIENT,
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    });
    const { client_id: clientId } = parse(answer);
    if (answer.status !== 201 || typeof clientId !== "string") throw unexpected(answer);
    return clientId;
  }

  async redeem(exchange: {
    clientId: string;
    code: string;
    verifier: string;
    redirectUri: string;
  }): Promise<Tokens> {
    return this.#tokens({
      grant_type: "authorization_code",
      client_id: exchange.clientId,
      code: exchange.code,
      code_verifier: exchange.verifier,
      redirect_uri: exchange.redirectUri,
    });
  }

  async refresh(clientId: string, refreshToken: string): Promise<Tokens> {
    return this.#tokens({ grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken });
  }

  async #tokens(params: Record<string, string>): Promise<Tokens> {
    const answer = await this.#form("/oauth/token", { ...params, resource: this.#resource.uri });
    const { access_token: access, refresh_token: refresh, token_type: type } = parse(answer);
    if (
      answer.status !== 200 ||
      typeof access !== "string" ||
      typeof refresh !== "string" ||
      type !== "Bearer"
    ) {
      throw unexpected(answer);
    }
    return { access, refresh };
  }

  #form(path: string, params: Record<string, string>): Promise<OwnAnswer> {
    return this.#send(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(params).toString(),
    });
  }

  /** Revision 2026-07-28: no handshake, each request says who sends it. */
  async currentCalls(token: string): Promise<string> {
    const call = async (method: string, params: Json = {}, name?: string) => {
      const answer = await this.#post(
        this.#resource.path,
        { jsonrpc: "2.0", id: method, method, params: { ...params, _meta: CURRENT_META } },
        {
          authorization: `Bearer ${token}`,
          "mcp-protocol-version": CURRENT,
          "mcp-method": method,
          ...(name && { "mcp-name": name }),
        },
      );
      return resultOf(answer);
    };
    await call("server/discover");
    const tools = toolsOf(await call("tools/list"));
    checkCall(await call("tools/call", { name: "get_capabilities", arguments: {} }, "get_capabilities"));
    return `${tools} tools, get_capabilities answers`;
  }

  /** Revision 2025-11-25: opens with `initialize`. */
  async olderCalls(token: string): Promise<string> {
    const headers = { authorization: `Bearer ${token}` };
    const started = resultOf(await this.#post(this.#resource.path, initialize("start"), headers));
    const version = { ...headers, "mcp-protocol-version": String(started.protocolVersion) };
    const call = async (method: string, params: Json = {}) =>
      resultOf(
        await this.#post(this.#resource.path, { jsonrpc: "2.0", id: method, method, params }, version),
      );
    const tools = toolsOf(await call("tools/list"));
    checkCall(await call("tools/call", { name: "get_capabilities", arguments: {} }));
    return `${tools} tools, get_capabilities answers`;
  }

  async revoke(clientId: string, refreshToken: string): Promise<string> {
    const answer = await this.#form("/oauth/revoke", {
      client_id: clientId,
      token: refreshToken,
      token_type_hint: "refresh_token",
    });
    if (answer.status !== 200) throw new FindingError("still_open", `${answer.status} ${brief(answer)}`);
    return "the connection has ended";
  }

  async isRefused(token: string): Promise<string> {
    const answer = await this.#post(this.#resource.path, initialize(1), { authorization: `Bearer ${token}` });
    if (answer.status !== 401) throw new FindingError("still_open", `${answer.status} instead of 401`);
    return "401";
  }
}

export interface Tokens {
  access: string;
  refresh: string;
}

/** What stays with the client while the person answers (RFC 7636, RFC 6749 §10.12). */
export function newSecrets(): { state: string; verifier: string } {
  return { state: randomBytes(24).toString("base64url"), verifier: randomBytes(32).toString("base64url") };
}

/** Where the person goes to answer. */
export function authorizationUrl(
  resource: Resource,
  request: { clientId: string; redirectUri: string; state: string; verifier: string },
): string {
  const params = new URLSearchParams({
    response_type: "code",
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: SCOPE,
    state: request.state,
    code_challenge: createHash("sha256").update(request.verifier).digest("base64url"),
    code_challenge_method: "S256",
    resource: resource.uri,
  });
  return `${env.baseUrl}/oauth/authorize?${params}`;
}

const CURRENT_META = {
  "io.modelcontextprotocol/protocolVersion": CURRENT,
  "io.modelcontextprotocol/clientInfo": CLIENT_INFO,
  "io.modelcontextprotocol/clientCapabilities": {},
};

function initialize(id: string | number): Json {
  const params = { protocolVersion: OLDER, capabilities: {}, clientInfo: CLIENT_INFO };
  return { jsonrpc: "2.0", id, method: "initialize", params };
}

/** The result of a JSON-RPC answer, sent as JSON or as the one event of a stream. */
function resultOf(answer: OwnAnswer): Json {
  if (answer.status === 401) throw new FindingError("authorization_stripped", "401");
  if (answer.status !== 200) throw unexpected(answer);
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream");
  const data = /^data: ?(.+)$/m.exec(answer.text)?.[1];
  const { result } = isStream ? parse({ ...answer, text: data ?? "" }) : parse(answer);
  if (typeof result !== "object" || result === null) throw unexpected(answer);
  return result as Json;
}

function toolsOf({ tools }: Json): number {
  if (!Array.isArray(tools) || tools.length === 0)
    throw new FindingError("unexpected", "no tools are listed");
  return tools.length;
}

function checkCall({ isError, structuredContent }: Json): void {
  if (isError === true || typeof structuredContent !== "object") {
    throw new FindingError("unexpected", "get_capabilities answered with an error");
  }
}

function parse(answer: OwnAnswer): Json {
  try {
    const value: unknown = JSON.parse(answer.text);
    if (typeof value === "object" && value !== null) return value as Json;
  } catch {
    // Told below, like any other answer that is no JSON object.
  }
  throw notCaramel(answer);
}

function notCaramel(answer: OwnAnswer): FindingError {
  return new FindingError("not_caramel", `${answer.status} ${answer.headers.get("content-type") ?? ""}`);
}

/** Only error codes are repeated: a body may hold a token. */
function unexpected(answer: OwnAnswer): FindingError {
  return new FindingError("unexpected", `${answer.status} ${brief(answer)}`);
}

function brief({ text }: OwnAnswer): string {
  return /"error"\s*:\s*"([\w ]{1,60})"/.exec(text)?.[1] ?? "";
}
