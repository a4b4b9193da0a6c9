// The server process: Next behind Node's own HTTP server, which guards what reaches the application.
import http from "node:http";
import path from "node:path";
import next from "next";
import { cleanHeaders } from "./request-headers";
import { ROOT } from "./runtime.mjs";

declare global {
  /** Set while the server finishes its last requests; readiness answers 503 then. */
  var caramelDraining: boolean | undefined;
}

/** A whole header section, and a whole request with its body, have to arrive in this time (slowloris). */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** Together less than the ten seconds after which process managers kill. */
const DRAIN_MS = 8_500;
const CLOSE_MS = 1_000;

const dev = process.argv.includes("--dev");
const port = Number(process.env.PORT || "3000");
const host = process.env.HOST || "127.0.0.1";
const trustedProxies = Number(process.env.TRUSTED_PROXIES || "0");

if (!Number.isInteger(trustedProxies) || trustedProxies < 0) {
  fail(
    `TRUSTED_PROXIES must be the number of proxies in front, such as 1, not "${process.env.TRUSTED_PROXIES}".`,
  );
}

const open = new Set<http.ServerResponse>();
const app = next({ dev, dir: path.relative(process.cwd(), ROOT) || ".", hostname: host, port });
let handle: ReturnType<typeof app.getRequestHandler>;

const server = http.createServer(
  {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    connectionsCheckingInterval: 5_000,
    // The development server reloads pages over a WebSocket; in production nothing is upgraded, by Next neither.
    shouldUpgradeCallback: () => dev,
  },
  (request, response) => {
    open.add(response);
    response.on("close", () => open.delete(response));
    response.setHeader("x-request-id", cleanHeaders(request, trustedProxies));
    if (globalThis.caramelDraining) response.setHeader("connection", "close");
    if (!dev && /websocket/i.test(request.headers.upgrade ?? "")) {
      response.writeHead(400, { "content-type": "text/plain", connection: "close" });
      response.end("This server does not speak WebSocket.\n");
      return;
    }
    handle(request, response).catch((error: unknown) => {
      log("a request failed outside the application", error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("Something went wrong on our side.\n");
    });
  },
);

server.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EADDRINUSE")
    fail(`Port ${port} is already in use. Stop the other program or set PORT.`);
  if (error.code === "EACCES") fail(`Port ${port} needs special rights. Set PORT to a number above 1023.`);
  if (error.code === "EADDRNOTAVAIL")
    fail(`This machine has no address ${host}. Set HOST to one of its own.`);
  throw error;
});

// A lost database connection may surface outside any request; the pool opens a new one, so it is no reason to exit.
process.on("unhandledRejection", (error) => log("a rejected promise was not handled", error));
process.on("uncaughtException", (error) => {
  log("an error was not handled", error);
  if (!isConnectionLoss(error)) process.exit(1);
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void drain());

await app.prepare();
handle = app.getRequestHandler();
server.listen(port, host, () => {
  if (process.send) process.send({ ready: true });
  else console.log(`Listening on http://${host}:${port}`);
});

/** Stops accepting, lets requests in flight finish, exits with 0 within ten seconds. */
async function drain() {
  if (globalThis.caramelDraining) return;
  globalThis.caramelDraining = true;
  const closed = new Promise((resolve) => server.close(resolve));
  // Event streams have no end of their own; their readers reconnect elsewhere.
  for (const response of open) if (response.req.method === "GET" && isEventStream(response)) response.end();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await Promise.race([closed, wait(DRAIN_MS)]);
  clearInterval(idle);
  server.closeAllConnections();
  await Promise.race([app.close().catch(() => {}), wait(CLOSE_MS)]);
  process.exit(0);
}

function isEventStream(response: http.ServerResponse): boolean {
  return String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function isConnectionLoss(error: Error & { code?: string }): boolean {
  return (
    /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|57P0\d|08\w{3})$/.test(error.code ?? "") ||
    /^Connection terminated/.test(error.message)
  );
}

function log(message: string, error: unknown) {
  const detail =
    error instanceof Error ? { error: error.message, stack: error.stack } : { error: String(error) };
  console.error(JSON.stringify({ level: "error", time: new Date().toISOString(), msg: message, ...detail }));
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
