import "server-only";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector, fetch, type RequestInit, type Response } from "undici";
import { env } from "@/lib/core/env";
import { ForbiddenAddressError, guardedLookup, isPublicAddress } from "./address-guard";

const CONNECT_TIMEOUT_MS = 5_000;
const connectAnywhere = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
const connectOutside = buildConnector({ lookup: guardedLookup, timeout: CONNECT_TIMEOUT_MS });

/** Whether the operator lets integrations reach this host of the inner network (`OUTBOUND_ALLOWED_HOSTS`). */
function isAllowed(host: string, port: string): boolean {
  return env.outboundAllowedHosts.has(host) || env.outboundAllowedHosts.has(`${host}:${port}`);
}

/** Connects to public addresses, and to inner ones that the operator named. Every hop of a redirect passes it. */
const outboundAgent = new Agent({
  connect(options, callback) {
    const host = options.hostname.replace(/^\[|\]$/g, "").toLowerCase();
    const port = options.port || (options.protocol === "https:" ? "443" : "80");
    if (isAllowed(host, port)) connectAnywhere(options, callback);
    else if (ipaddr.isValid(host) && !isPublicAddress(host)) callback(new ForbiddenAddressError(host), null);
    else connectOutside(options, callback);
  },
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
