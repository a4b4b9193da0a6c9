// Node's HTTP server with the guards every request passes before the application sees it.
import http from "node:http";
import { isMachinePath, MACHINE_HEADERS } from "@/lib/web/security-headers";
import { logRequest } from "./access-log";
import { foreignActionFault } from "./action-origin";
import { cleanHeaders } from "./request-headers";

declare global {
  /** Set while the server finishes its last requests; readiness answers 503 then. */
  var caramelDraining: boolean | undefined;
}

export type GuardOptions = {
  handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<unknown>;
  /** How many proxies in front append to X-Forwarded-For; 0 trusts none. */
  trustedProxies: number;
  /** The development server reloads pages over a WebSocket; otherwise nothing is upgraded. */
  allowUpgrades: boolean;
  log(message: string, error: unknown): void;
  /** A whole header section has to arrive in this time (slowloris). */
  headersTimeoutMs?: number;
  /** A whole request with its body has to arrive in this time. */
  requestTimeoutMs?: number;
};

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

export type GuardedServer = {
  server: http.Server;
  /** Stops accepting and lets requests in flight finish, at most `limitMs`; then every connection is closed. */
  drain(limitMs: number): Promise<void>;
};

export function createGuardedServer(options: GuardOptions): GuardedServer {
  const open = new Set<http.ServerResponse>();
  const headersTimeout = options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS;
  const server = http.createServer(
    {
      headersTimeout,
      requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: Math.min(5_000, headersTimeout / 3),
      // Without this Next would attach its own upgrade handler in production too. Other upgrades (h2c, which some HTTP clients
      // offer with every request) are ignored and the request answered, RFC 9110 §7.8.
      shouldUpgradeCallback: () => options.allowUpgrades,
    },
    (request, response) => {
      open.add(response);
      response.on("close", () => open.delete(response));
      const requestId = cleanHeaders(request, options.trustedProxies);
      response.setHeader("x-request-id", requestId);
      // Pages get theirs, with a nonce, from proxy.ts.
      const isPage = !isMachinePath((request.url ?? "").split("?")[0] ?? "");
      if (!isPage) {
        response.setHeaders(new Map(Object.entries(MACHINE_HEADERS)));
      }
      logRequest(request, response, requestId);
      if (globalThis.caramelDraining) response.setHeader("connection", "close");
      const fault = faultOf(request);
      if (fault !== null) return answer(response, 400, `${fault}\n`);
      const foreign = isPage ? foreignActionFault(request) : null;
      if (foreign !== null) return answer(response, 403, `${foreign}\n`);
      if (!options.allowUpgrades && /websocket/i.test(request.headers.upgrade ?? "")) {
        return answer(response, 400, "This server does not speak WebSocket.\n");
      }
      options.handle(request, response).catch((error: unknown) => {
        options.log("a request failed outside the application", error);
        answer(response, 500, "Something went wrong on our side.\n");
      });
    },
  );

  async function drain(limitMs: number) {
    globalThis.caramelDraining = true;
    const closed = new Promise((resolve) => server.close(resolve));
    // A listening stream has no end of its own; its reader reconnects elsewhere. An answer to a POST is work in flight.
    for (const response of open) if (isEventStream(response) && isListening(response.req)) response.end();
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([closed, limit]);
    clearTimeout(timer);
    clearInterval(idle);
    server.closeAllConnections();
  }

  return { server, drain };
}

/** Of which two would mean different things to whoever reads the first and whoever reads the last (RFC 9112 §3.2). */
const ONCE = ["host", "authorization"];

/** What no application should have to deal with; null for nothing. */
function faultOf({ url = "", rawHeaders }: http.IncomingMessage): string | null {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const twice = ONCE.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) return `The header ${twice} must be sent once.`;
  // No database can hold NUL, and nothing of ours is called so.
  if (url.includes("%00")) return "The address must not hold %00.";
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
    return null;
  } catch {
    return "The address is not percent-encoded UTF-8.";
  }
}

function answer(response: http.ServerResponse, status: number, text: string) {
  if (!response.headersSent) {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  }
  response.end(text);
}

/** Whether a stream only listens. The widget sends its token, and where it is, with a POST. */
function isListening({ method, url = "" }: http.IncomingMessage): boolean {
  return method === "GET" || /^\/api\/widget\/[^/]+\/events$/.test(url.split("?")[0] ?? "");
}

function isEventStream(response: http.ServerResponse): boolean {
  return String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
}
