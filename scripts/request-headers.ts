// What the server makes of a request's headers before the application sees them.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import net from "node:net";

/** Headers that only a proxy or the server itself may set; from a client they are a lie or an attack (CVE-2025-29927). */
const NEVER_FROM_CLIENTS =
  /^(forwarded|x-forwarded-.*|x-forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|x-middleware-.*|x-invoke-.*|x-matched-path|x-now-route-matches|x-caramel-.*)$/;

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Takes untrusted headers off the request and adds `x-caramel-client-ip` and `x-request-id`.
 * @param trustedProxies how many proxies stand in front and append to X-Forwarded-For; 0 trusts no header
 * @returns the request id, for the response
 */
export function cleanHeaders(request: IncomingMessage, trustedProxies: number): string {
  const raw = request.rawHeaders;
  const forwardedFor: string[] = [];
  const ids: string[] = [];
  const kept: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    const value = raw[index + 1] as string;
    if (name === "x-forwarded-for") forwardedFor.push(value);
    if (name === "x-request-id") ids.push(value);
    // Underscores become dashes in CGI-like layers, so both spellings are meant.
    else if (!NEVER_FROM_CLIENTS.test(name.replaceAll("_", "-"))) kept.push(raw[index] as string, value);
  }
  const clientIp = clientAddress(request.socket.remoteAddress, forwardedFor, trustedProxies);
  const [id] = ids;
  const requestId = ids.length === 1 && id && REQUEST_ID.test(id) ? id : randomUUID();
  kept.push("x-caramel-client-ip", clientIp, "x-request-id", requestId);
  // Node makes `headers` out of `rawHeaders` when it is first read, which may have happened already.
  raw.splice(0, raw.length, ...kept);
  for (const name of Object.keys(request.headers)) {
    if (NEVER_FROM_CLIENTS.test(name.replaceAll("_", "-"))) delete request.headers[name];
  }
  request.headers["x-caramel-client-ip"] = clientIp;
  request.headers["x-request-id"] = requestId;
  return requestId;
}

/**
 * The client's address. Each trusted proxy appends the address it saw, so with one proxy the last entry counts, with two the
 * last but one; whatever stands further left came from the client. Anything unreadable falls back to the socket.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string[],
  trustedProxies: number,
): string {
  const socket = normalise(socketAddress ?? "") ?? "0.0.0.0";
  if (trustedProxies <= 0) return socket;
  const entry = forwardedFor.join(",").split(",").at(-trustedProxies);
  return (entry && normalise(entry.trim())) || socket;
}

function normalise(text: string): string | null {
  const bare = text
    .replace(/^\[([^\]]+)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i, "$1");
  return net.isIP(bare) ? bare.toLowerCase() : null;
}
