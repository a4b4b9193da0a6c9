import "server-only";
import { env } from "@/lib/core/env";

/**
 * Endpoints that answer programs; `matcher` in proxy.ts names the same. `/oauth` is not among them: it holds pages too,
 * and the stricter rules do no harm.
 */
const MACHINE_PATH =
  /^\/(?:api|mcp|mcp-readonly|mcp-conformance|bench-echo|caramel-mcp\.tgz|widget\.js|\.well-known)(?:\/|$)/;

/** Whether a path answers programs rather than people. */
export function isMachinePath(path: string): boolean {
  return MACHINE_PATH.test(path);
}

/**
 * Content Security Policy (CSP Level 3) of a page: only scripts that carry this request's nonce run, and what they
 * load.
 */
export function pagePolicy(nonce: string): string {
  const isDevelopment = !env.isProduction;
  const directives = [
    "default-src 'self'",
    // The development server compiles in the page, and pushes changes over a web socket.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // Style sheets like scripts; style attributes are free, because positioned menus and charts set them. The development
    // server puts its styles into the page itself.
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    // Shops keep product pictures wherever they like.
    "img-src 'self' data: https:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Consent leaves for the client's address by script, so it needs no exception either.
    "form-action 'self'",
  ];
  return directives.join("; ");
}

/**
 * Pages on the way through consent. An app in the browser opens them in a window and waits there for the answer; with
 * `same-origin` that window would be cut off from the app for good.
 */
function isOpenedByApps(path: string): boolean {
  return /^\/(?:oauth|authorize|sign-in)(?:\/|$)/.test(path);
}

/** Policy of an answer that is no page: it can't load, run or be framed. */
const MACHINE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const ONE_YEAR_SECONDS = 31_536_000;

const EVERYWHERE = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
  ...(env.isHttps ? { "strict-transport-security": `max-age=${ONE_YEAR_SECONDS}` } : {}),
};

/** Headers of a page. */
export function pageHeaders(path: string, nonce: string): Record<string, string> {
  return {
    ...EVERYWHERE,
    "content-security-policy": pagePolicy(nonce),
    "referrer-policy": "strict-origin-when-cross-origin",
    "cache-control": "private, no-store",
    ...(isOpenedByApps(path) ? {} : { "cross-origin-opener-policy": "same-origin" }),
  };
}

/** Headers of an answer to a program; the server process puts them on before the application is asked. */
export const MACHINE_HEADERS: Readonly<Record<string, string>> = {
  ...EVERYWHERE,
  "content-security-policy": MACHINE_POLICY,
  "referrer-policy": "no-referrer",
};
