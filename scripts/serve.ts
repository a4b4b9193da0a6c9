// The server process: Next behind the guarded HTTP server. Started by launch.ts, by tests, or by a process manager.
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import next from "next";
import { answerStatic } from "./answer-static";
import { answerWidget } from "./answer-widget";
import { packBridge } from "./bridge-package";
import { buildFolder } from "./build";
import { offerFreshWidget, offerWidget } from "./build-widget";
import { createGuardedServer } from "./http-server";
import { ROOT } from "./runtime.mjs";

/** Together less than the ten seconds after which process managers kill. */
const DRAIN_MS = 8_500;
/** In development the browser keeps its reload socket open, and nobody is waiting for an answer. */
const DEV_DRAIN_MS = 300;
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

globalThis.caramelBridge = packBridge();
if (dev) await offerFreshWidget(log);
else offerWidget(buildFolder());

const app = next({ dev, dir: path.relative(process.cwd(), ROOT) || ".", hostname: host, port });
await app.prepare();
const answerPage = app.getRequestHandler();
// The development server makes its files as they are asked for.
const answerFile = dev ? async () => false : answerStatic(buildFolder());
const { server, drain } = createGuardedServer({
  handle: async (request, response) =>
    (await answerFile(request, response)) ||
    (await answerWidget(request, response)) ||
    answerPage(request, response),
  trustedProxies,
  allowUpgrades: dev,
  log,
});

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
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void shutDown());
// For tests: a killed test run leaves nothing behind. Elsewhere the server outlives whoever started it.
if (process.env.EXIT_WITH_PARENT === "1") process.on("disconnect", () => process.exit(1));

server.listen(port, host, () => {
  if (process.send) process.send({ ready: true });
  else console.log(`Listening on http://${host}:${port}`);
});

let isShuttingDown = false;

async function shutDown() {
  if (isShuttingDown) return;
  isShuttingDown = true;
  const limitMs = dev ? DEV_DRAIN_MS : DRAIN_MS;
  // Jobs are told at once and stop beside the requests; an interrupted one goes on in another instance or after the next start.
  const jobs = globalThis.caramelStopJobs?.().catch((error) => log("the jobs did not stop", error));
  // Replies whose readers are gone are no requests any more; the others end with their request.
  const replies = globalThis.caramelEndReplies?.(limitMs / 2);
  await Promise.all([drain(limitMs), Promise.race([Promise.all([jobs, replies]), sleep(limitMs)])]);
  await Promise.race([globalThis.caramelStopListening?.().catch(() => {}), sleep(CLOSE_MS)]);
  await Promise.race([app.close().catch(() => {}), sleep(CLOSE_MS)]);
  process.exit(0);
}

function isConnectionLoss(error: Error & { code?: string }): boolean {
  const codes = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|57P0\d|08\w{3})$/;
  return codes.test(error.code ?? "") || error.message.startsWith("Connection terminated");
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
