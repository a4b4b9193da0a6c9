import "server-only";
import type { KoaContextWithOIDC } from "oidc-provider";
import { APPROVED } from "./clients";

/** Where the error page's style is; a file of our own, because the content policy allows no inline style. */
export const ERROR_STYLE_PATH = "/oauth/error.css";

/** In plain words, by OAuth error code; the code itself is shown small below. */
const REASONS: Record<string, string> = {
  invalid_client:
    "The app that sent you here is not known to this server, or its description could not be read.",
  invalid_redirect_uri: "The app wants the answer sent to an address that it did not register.",
  invalid_request: "The app sent a request that this server can't accept.",
  invalid_scope: "The app asked for something this server does not offer.",
  invalid_target: "The app asked for access to something that is not on this server.",
  unsupported_response_type: "The app asked for a kind of answer this server does not give.",
  unsupported_response_mode: "The app asked for a kind of answer this server does not give.",
  access_denied: "The request was refused.",
  consent_required: "The app wanted to connect without asking you, which is not possible here.",
  server_error: "Something went wrong on our side. Nothing was changed.",
};

/**
 * Whether an error may be sent to the client's redirect address. Not before somebody approved the client once: with
 * open registration anybody could otherwise use this server to send people to any address (RFC 9700 §4.11.2). After a
 * person has answered on our consent page, the client gets its answer in any case.
 */
export function mayRedirectError(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.route === "resume" || ctx.oidc.client?.[APPROVED] === true;
}

/** Answers with a page of our own instead of a redirect. */
export function renderError(
  ctx: KoaContextWithOIDC,
  out: { error: string; error_description?: string },
): void {
  const isOurs = out.error === "server_error";
  const requestId = ctx.get("x-request-id");
  ctx.type = "html";
  ctx.set("cache-control", "no-store");
  ctx.set("referrer-policy", "no-referrer");
  ctx.set("x-content-type-options", "nosniff");
  ctx.set("x-frame-options", "DENY");
  ctx.set(
    "content-security-policy",
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  ctx.body = errorPage({
    reason: isExpired(out) ? EXPIRED : (REASONS[out.error] ?? "The app's request can't be completed."),
    // Written by us and the provider; what a client sent is only ever in it escaped.
    detail: isOurs || isExpired(out) ? out.error : `${out.error}: ${out.error_description ?? ""}`,
    requestId,
  });
}

const EXPIRED = "This request has expired, was answered already, or was opened in another browser.";

function isExpired(out: { error_description?: string }): boolean {
  return /expired|session not found|answered already|mismatch/.test(out.error_description ?? "");
}

function errorPage(facts: { reason: string; detail: string; requestId: string }): string {
  const reference = facts.requestId ? ` · Reference ${escapeHtml(facts.requestId)}` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Connection not possible · Caramel</title>
<link rel="stylesheet" href="${ERROR_STYLE_PATH}">
</head>
<body>
<main>
<p class="brand">Caramel</p>
<h1>This connection can't be made</h1>
<p>${escapeHtml(facts.reason)}</p>
<p>Nothing was shared. Go back to the app and start connecting again; if it happens again, tell whoever makes the app what it says below.</p>
<p class="detail">${escapeHtml(facts.detail)}${reference}</p>
</main>
</body>
</html>
`;
}

export const ERROR_STYLE = `:root{color-scheme:light dark;--bg:#faf8f5;--card:#fff;--fg:#1c1917;--muted:#6b625a;--line:#e7e2dc;--accent:#b45309}
@media(prefers-color-scheme:dark){:root{--bg:#171412;--card:#1f1b18;--fg:#f5f1ec;--muted:#a8a098;--line:#38322d;--accent:#f0a04b}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--bg);color:var(--fg);font:16px/1.55 ui-sans-serif,system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:clamp(2.5rem,10vh,6rem) 1.25rem}
.brand{margin:0 0 2rem;font-weight:650;color:var(--accent)}
h1{margin:0 0 .75rem;font-size:1.375rem;letter-spacing:-.01em}
p{margin:0 0 .75rem}
.detail{margin-top:1.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--muted);font-size:.8125rem;overflow-wrap:anywhere}
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
