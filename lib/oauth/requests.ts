import "server-only";
import { canonicalResource, DEFAULT_RESOURCE } from "@/lib/auth/resources";
import { sha256 } from "@/lib/core/compare";
import { prisma } from "@/lib/db/client";
import { isDocumentUrl } from "./client-documents";
import { toRevocable } from "./revocation";
import { requestedScope, scopeList } from "./scopes";

/**
 * What clients send, put into the one form our authorization server works with. Nothing is refused here: a parameter
 * that can't be mended stays as it is, and the provider answers with the right error.
 */

/** Parameters of OpenID Connect that say nothing here; with them the provider would want `openid` in the scope. */
const MEANINGLESS = ["acr_values", "claims", "claims_locales", "id_token_hint", "max_age"];

/** Not offered: its page needs a script and a form to another host, which our content policy forbids. */
const REFUSED_RESPONSE_MODE = "form_post";

/** Of an authorization request: default resource and scope, and always our consent page. */
export function mendAuthorization(sent: URLSearchParams): URLSearchParams {
  const params = storable(sent);
  for (const name of MEANINGLESS) params.delete(name);
  mendResource(params);
  if (params.getAll("scope").length <= 1) {
    const resource = canonicalResource(params.get("resource") ?? "") ?? DEFAULT_RESOURCE;
    params.set("scope", requestedScope(params.get("scope") ?? undefined, resource));
    if (!scopeList(params.get("scope") ?? "").includes("openid")) params.delete("nonce");
  }
  if (params.getAll("prompt").length <= 1 && !scopeList(params.get("prompt") ?? "").includes("none")) {
    // Also for prompts we don't know: asking the person is never wrong, and nothing else is ever done.
    params.set("prompt", "consent");
  }
  if (params.get("response_mode") === REFUSED_RESPONSE_MODE) params.set("response_mode", "unsupported");
  return params;
}

/** Of a token request. */
export async function mendTokenRequest(sent: URLSearchParams): Promise<URLSearchParams> {
  const params = storable(sent);
  mendResource(params);
  if (params.get("grant_type") === "refresh_token") await mendRefreshScope(params);
  if (isDocumentUrl(params.get("client_id") ?? "")) {
    // Clients with a document are public here, and our metadata says so; one that signs an assertion nevertheless
    // proves itself by its code verifier like the others.
    params.delete("client_assertion");
    params.delete("client_assertion_type");
  }
  return params;
}

/** Of a revocation request. */
export function mendRevocation(sent: URLSearchParams): URLSearchParams {
  const params = storable(sent);
  const [token, ...more] = params.getAll("token");
  if (token !== undefined && more.length === 0) params.set("token", toRevocable(token));
  return params;
}

/**
 * OAuth 2.1 §3.1: parameters without a value count as omitted. NUL, which no value may hold and no database can, becomes
 * the replacement character, as in HTML: then the value is simply a wrong one.
 */
function storable(sent: URLSearchParams): URLSearchParams {
  const present = [...sent].filter(([, value]) => value !== "");
  return new URLSearchParams(present.map(([name, value]) => [name, value.replaceAll("\0", "\ufffd")]));
}

function mendResource(params: URLSearchParams): void {
  const resources = params.getAll("resource").map((text) => canonicalResource(text)?.uri ?? text);
  params.delete("resource");
  for (const uri of new Set(resources)) params.append("resource", uri);
}

/**
 * A client that was granted less than it asked for may go on asking for all of it; it gets what was granted. Scopes
 * can't be widened this way.
 */
async function mendRefreshScope(params: URLSearchParams): Promise<void> {
  const asked = scopeList(params.getAll("scope").length === 1 ? (params.get("scope") ?? "") : "");
  const token = params.get("refresh_token");
  if (asked.length === 0 || token === null) return;
  const artifact = await prisma.oAuthArtifact.findUnique({
    where: { kind_idHash: { kind: "RefreshToken", idHash: sha256(token) } },
    select: { payload: true },
  });
  const { scope } = (artifact?.payload ?? {}) as { scope?: string };
  const granted = asked.filter((name) => scopeList(scope).includes(name));
  if (granted.length > 0) params.set("scope", granted.join(" "));
}
