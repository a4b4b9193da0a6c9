import { createHash, randomBytes } from "node:crypto";
import { PRESETS } from "@/lib/auth/values";
import type { Browser } from "./browser";
import { type Answer, send } from "./send";

export interface TokenSet {
  access_token: string;
  refresh_token: string;
  scope: string;
}

export interface Approval {
  userId: string;
  organisationId: string;
  projectId?: string | null;
  access?: "full" | "readonly";
  permissions?: readonly string[];
}

/** A request as far as the consent page, with what is needed to go on. */
export interface Pending {
  uid: string;
  verifier: string;
}

const REDIRECT = "http://127.0.0.1/callback";

/** An OAuth client over plain HTTP: registers itself and talks to whichever instance a test names. */
export class OAuthClient {
  readonly publicUrl: string;
  readonly id: string;
  readonly secret: string | undefined;

  private constructor(publicUrl: string, id: string, secret: string | undefined) {
    this.publicUrl = publicUrl;
    this.id = id;
    this.secret = secret;
  }

  static async register(
    instanceUrl: string,
    publicUrl: string,
    isConfidential = false,
  ): Promise<OAuthClient> {
    const answer = await send(`${instanceUrl}/oauth/register`, {
      method: "POST",
      publicUrl,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_name: "Test assistant",
        redirect_uris: [isConfidential ? "https://assistant.example/callback" : REDIRECT],
        token_endpoint_auth_method: isConfidential ? "client_secret_post" : "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      }),
    });
    const body = JSON.parse(answer.text) as { client_id: string; client_secret?: string };
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
    return new OAuthClient(publicUrl, body.client_id, body.client_secret);
  }

  get redirectUri(): string {
    return this.secret ? "https://assistant.example/callback" : REDIRECT;
  }

  /** Sends the browser to the authorization endpoint and stops at the consent page. */
  async start(browser: Browser, instanceUrl: string, resource?: string): Promise<Pending> {
    const verifier = randomBytes(32).toString("base64url");
    const params = new URLSearchParams({
      client_id: this.id,
      redirect_uri: this.redirectUri,
      response_type: "code",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      state: randomBytes(8).toString("hex"),
      ...(resource && { resource }),
    });
    const answer = await browser.request(instanceUrl, `/oauth/authorize?${params}`);
    const uid = /\/oauth\/consent\/([\w-]+)$/.exec(answer.headers.location ?? "")?.[1];
    if (!uid) throw new Error(`No consent page: ${answer.status} ${answer.headers.location} ${answer.text}`);
    return { uid, verifier };
  }

  /** What the consent page's button sends. */
  approve(browser: Browser, instanceUrl: string, { uid }: Pending, approval: Approval) {
    const { access = "full", permissions = PRESETS.support.permissions } = approval;
    return browser.act<{ continue_at: string }>(
      instanceUrl,
      `/oauth/consent/${uid}`,
      "approveRequestAction",
      [
        {
          uid,
          shown_to: approval.userId,
          organisation_id: approval.organisationId,
          project_id: approval.projectId ?? null,
          access,
          permissions: access === "full" ? permissions : permissions.filter((name) => name.endsWith(":read")),
          label: "",
          expires_at: null,
        },
      ],
    );
  }

  /** From an approved request to the code the client is sent. */
  async code(browser: Browser, instanceUrl: string, continueAt: string): Promise<string> {
    const answer = await browser.request(instanceUrl, continueAt);
    const code = new URL(answer.headers.location ?? "about:blank").searchParams.get("code");
    if (!code) throw new Error(`No code: ${answer.status} ${answer.headers.location} ${answer.text}`);
    return code;
  }

  redeem(instanceUrl: string, code: string, verifier: string): Promise<Answer> {
    return this.#token(instanceUrl, {
      grant_type: "authorization_code",
      code,
      redirect_uri: this.redirectUri,
      code_verifier: verifier,
    });
  }

  refresh(instanceUrl: string, refreshToken: string): Promise<Answer> {
    return this.#token(instanceUrl, { grant_type: "refresh_token", refresh_token: refreshToken });
  }

  /** RFC 7009. */
  revoke(instanceUrl: string, token: string): Promise<Answer> {
    return this.#post(instanceUrl, "/oauth/revoke", { token });
  }

  /** The whole way to a code that has not been redeemed. */
  async obtainCode(
    browser: Browser,
    instanceUrl: string,
    approval: Approval,
    resource?: string,
  ): Promise<{ code: string; verifier: string }> {
    const pending = await this.start(browser, instanceUrl, resource);
    const approved = await this.approve(browser, instanceUrl, pending, approval);
    if (!approved.ok) throw new Error(`${approved.error.code} ${approved.error.message}`);
    const code = await this.code(browser, instanceUrl, approved.data.continue_at);
    return { code, verifier: pending.verifier };
  }

  /** The whole way to tokens. */
  async connect(
    browser: Browser,
    instanceUrl: string,
    approval: Approval,
    resource?: string,
  ): Promise<TokenSet> {
    const { code, verifier } = await this.obtainCode(browser, instanceUrl, approval, resource);
    return tokensOf(await this.redeem(instanceUrl, code, verifier));
  }

  #token(instanceUrl: string, params: Record<string, string>): Promise<Answer> {
    return this.#post(instanceUrl, "/oauth/token", params);
  }

  #post(instanceUrl: string, path: string, params: Record<string, string>): Promise<Answer> {
    const own = { client_id: this.id, ...(this.secret && { client_secret: this.secret }) };
    return send(`${instanceUrl}${path}`, {
      method: "POST",
      publicUrl: this.publicUrl,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ...own, ...params }).toString(),
    });
  }
}

export function tokensOf(answer: Answer): TokenSet {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return JSON.parse(answer.text) as TokenSet;
}

/** The connection a token belongs to, as the token itself says. */
export function connectionIdOf({ access_token }: Pick<TokenSet, "access_token">): string {
  return claimsOf(access_token).connection as string;
}

export function claimsOf(accessToken: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString("utf8"));
}
