// npm run bench: how much of the protocol kit's own speed is left with everything Caramel does around a tool call.
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import autocannon from "autocannon";
import { seedTenant } from "@/e2e/conformance/seed";
import { freePort } from "@/lib/db/embedded-process";
import { build } from "@/scripts/build";
import { ROOT } from "@/scripts/runtime.mjs";
import { startStack } from "@/scripts/stack";
import { CONVERSATIONS, fillProject } from "./data";
import { definitionTable } from "./definition-tokens";

const ROUNDS = 5;
const SECONDS = 4;
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 16;
/** Calls of one round at most, so that a fast machine does not grow the call log without end. */
const MAX_CALLS = 40_000;

interface Target {
  name: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

interface Sample {
  callsPerSecond: number;
  p50: number;
  p99: number;
}

const VERSION = "2026-07-28";

function target(name: string, url: string, tool: string, args: object, token?: string): Target {
  return {
    name,
    url,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": VERSION,
      "mcp-method": "tools/call",
      "mcp-name": tool,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: tool,
        arguments: args,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": VERSION,
          "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    }),
  };
}

/** One answer, looked at: a benchmark of errors would be fast. */
async function checkAnswer({ name, url, headers, body }: Target) {
  const response = await fetch(url, { method: "POST", headers, body });
  const answer = (await response.json()) as { result?: { isError?: boolean } };
  if (!response.ok || !answer.result || answer.result.isError) {
    throw new Error(`${name} answered ${response.status}: ${JSON.stringify(answer).slice(0, 500)}`);
  }
}

async function measure({ name, url, headers, body }: Target, seconds: number): Promise<Sample> {
  const result = await autocannon({
    url,
    method: "POST",
    headers,
    body,
    connections: CONNECTIONS,
    duration: seconds,
    // Whichever comes first ends the round.
    maxOverallRequests: MAX_CALLS,
  });
  if (result.errors + result.timeouts + result.non2xx > 0) {
    throw new Error(
      `${name}: ${result.errors} errors, ${result.timeouts} timeouts, ${result.non2xx} refusals.`,
    );
  }
  return {
    callsPerSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

async function startEcho(port: number) {
  const child = spawn(
    process.execPath,
    [path.join(ROOT, "scripts/run.mjs"), path.join(ROOT, "bench/echo-server.ts"), String(port)],
    {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, NODE_ENV: "production" },
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`The echo server ended with ${code}.`)));
  });
  return child;
}

if (!(await build({ ...process.env, NODE_ENV: "production" }))) process.exit(1);
const stack = await startStack({ port: await freePort(), env: { BENCHMARK: "1", LOG_LEVEL: "warn" } });
const echoPort = await freePort();
const echo = await startEcho(echoPort);
try {
  const tenant = await seedTenant(stack.databaseUrl);
  await fillProject(stack.databaseUrl, tenant.projectId);
  const [url] = stack.urls as [string];
  const targets = [
    target(
      "list_conversations, authenticated",
      `${url}/mcp`,
      "list_conversations",
      { limit: 20 },
      tenant.key,
    ),
    target("echo in a bare route handler", `${url}/bench-echo`, "echo", { text: "hello" }),
    target("echo on node:http (SDK alone)", `http://127.0.0.1:${echoPort}/`, "echo", { text: "hello" }),
  ];
  for (const each of targets) {
    await checkAnswer(each);
    await measure(each, WARM_UP_SECONDS);
  }
  const samples = new Map<string, Sample[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    // Interleaved, so that a busy minute of the machine hits all of them.
    for (const each of targets) samples.get(each.name)?.push(await measure(each, SECONDS));
  }
  const rows = targets.map(({ name }) => {
    const all = samples.get(name) ?? [];
    const pick = (key: keyof Sample) => median(all.map((sample) => sample[key]));
    return { name, callsPerSecond: pick("callsPerSecond"), p50: pick("p50"), p99: pick("p99") };
  });
  const base = rows.at(-1)?.callsPerSecond ?? 1;
  console.log(
    `\n${os.cpus().length} CPUs (${os.cpus()[0]?.model}), Node ${process.version}, ${CONVERSATIONS} conversations, ` +
      `${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${SECONDS} s\n`,
  );
  console.log("| what | calls a second | of the SDK alone | p50 ms | p99 ms |");
  console.log("| --- | ---: | ---: | ---: | ---: |");
  for (const { name, callsPerSecond, p50, p99 } of rows) {
    const share = `${Math.round((100 * callsPerSecond) / base)} %`;
    console.log(`| ${name} | ${Math.round(callsPerSecond)} | ${share} | ${p50} | ${p99} |`);
  }
  console.log(`\nDefinitions of the tools, in tokens of o200k_base\n\n${definitionTable()}`);
} finally {
  echo.kill();
  await stack.stop();
}
