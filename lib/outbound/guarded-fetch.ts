import "server-only";
import { Agent, fetch, type RequestInit, type Response } from "undici";
import { env } from "@/lib/core/env";
import { ForbiddenAddressError, guardedConnector } from "./address-guard";

/** Whether the operator lets integrations reach this host of the inner network (`OUTBOUND_ALLOWED_HOSTS`). */
function isAllowed(host: string, port: string): boolean {
  return env.outboundAllowedHosts.has(host) || env.outboundAllowedHosts.has(`${host}:${port}`);
}

const outboundAgent = new Agent({
  connect: guardedConnector(isAllowed),
  connections: 16,
  keepAliveTimeout: 4_000,
});

/**
 * `fetch` for addresses that somebody of an organisation chose: model servers, feeds, web pages, MCP servers. Reaches the
 * public internet only, and what the operator allowed. Time and size are the caller's to limit.
 * @throws TypeError whose cause is a ForbiddenAddressError, for an inner address
 */
export function guardedFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, dispatcher: outboundAgent });
}

/** Whether a failed request was one to an inner address. */
export function isForbiddenAddress(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ForbiddenAddressError) return true;
  }
  return false;
}
