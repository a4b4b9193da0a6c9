import "server-only";

/** Longest redirect URI that is accepted, and most of them in one client, in characters and entries. */
export const MAX_REDIRECT_URI_LENGTH = 2_000;
export const MAX_REDIRECT_URIS = 32;

/**
 * Schemes that are no app's own: they run code, read files, or belong to the browser. Every other scheme may be an
 * app's (RFC 8252 §7.1), also without a period, because `cursor://` and `vscode://` are in use.
 */
const FORBIDDEN_SCHEMES: ReadonlySet<string> = new Set([
  "about",
  "blob",
  "chrome",
  "chrome-extension",
  "content",
  "data",
  "file",
  "filesystem",
  "ftp",
  "intent",
  "jar",
  "javascript",
  "mailto",
  "moz-extension",
  "resource",
  "sms",
  "tel",
  "vbscript",
  "view-source",
  "ws",
  "wss",
]);

/**
 * A redirect to the person's own computer: host, optional port, the rest. Written out instead of parsed, because a URL
 * parser also takes `127.1`, `0x7f000001` and full-width digits for the loopback address.
 */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/;

export type RedirectKind = "https" | "loopback" | "private-use";

/** What kind of redirect URI this is, or null when no client may have it. */
export function redirectKind(uri: string): RedirectKind | null {
  if (uri.length > MAX_REDIRECT_URI_LENGTH || !/^[\x21-\x7e]+$/.test(uri) || /[\\#"<>^`{|}]/.test(uri))
    return null;
  const url = URL.parse(uri);
  if (url === null || url.username !== "" || url.password !== "") return null;
  if (url.protocol === "https:") return /^https:\/\/[^/?@]+(?:[/?].*)?$/.test(uri) ? "https" : null;
  if (url.protocol === "http:") return isLoopback(uri) ? "loopback" : null;
  return FORBIDDEN_SCHEMES.has(url.protocol.slice(0, -1)) ? null : "private-use";
}

/** Whether the redirect goes to the person's own computer, where no client can prove who it is. */
export function isLoopback(uri: string): boolean {
  const [, host, port] = LOOPBACK.exec(uri) ?? [];
  return host !== undefined && Number(port ?? 80) <= 65_535;
}

/**
 * Whether a request may name this redirect URI: equal to a registered one, character for character; of a loopback
 * redirect the port may differ, because apps take any free one (RFC 8252 §7.3, RFC 9700 §4.1.3).
 */
export function isRedirectAllowed(requested: string, registered: readonly string[]): boolean {
  if (registered.includes(requested)) return true;
  if (!isLoopback(requested)) return false;
  const [, host, , rest] = LOOPBACK.exec(requested) ?? [];
  return registered.some((candidate) => {
    const [, allowedHost, , allowedRest] = LOOPBACK.exec(candidate) ?? [];
    return allowedHost !== undefined && allowedHost === host && allowedRest === rest;
  });
}

/**
 * `native` when the client runs on a person's device. Many clients don't say so; without it their random loopback
 * ports would be refused.
 */
export function applicationType(redirectUris: readonly string[], declared: unknown): "native" | "web" {
  const runsOnDevice = redirectUris.some((uri) => redirectKind(uri) !== "https");
  return declared === "native" || runsOnDevice ? "native" : "web";
}

/** What a person recognises in a redirect URI: the host, or the scheme of an app. */
export function redirectHost(uri: string): string {
  const url = URL.parse(uri);
  if (url === null) return uri;
  return url.protocol === "https:" || url.protocol === "http:" ? url.host : `${url.protocol}//${url.host}`;
}
