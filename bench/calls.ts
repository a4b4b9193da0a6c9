// npm run bench -- calls: how much of the protocol kit's own speed is left with everything Caramel does around a tool call.
import { spawn } from "node:child_process";
import path from "node:path";
import autocannon from "autocannon";
import { seedTenant } from "@/e2e/conformance/seed";
import { build } from "@/scripts/build";
import { ROOT } from "@/scripts/runtime.mjs";
import { startStack } from "@/scripts/stack";
import { testPort } from "@/scripts/test-port";
import { CONVERSATIONS, fillProject } from "./data";
import { median, type Part } from "./results";

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

/** Calls of the built server over HTTP. */
export async function benchCalls(): Promise<Part> {
  if (!(await build({ ...process.env, NODE_ENV: "production" }))) throw new Error("The build failed.");
  const stack = await startStack({ env: { BENCHMARK: "1", LOG_LEVEL: "warn" } });
  const echoPort = await testPort();
  const echo = await startEcho(echoPort);
  try {
    const tenant = await seedTenant(stack.databaseUrl);
    await fillProject(stack.databaseUrl, tenant.projectId);
    const [url] = stack.urls as [string];
    const call = (name: string, tool: string, args: object) =>
      target(name, `${url}/mcp`, tool, args, tenant.key);
    const targets = [
      call("`list_chatbots`, authenticated", "list_chatbots", {}),
      call("`list_conversations` (20 rows), authenticated", "list_conversations", { limit: 20 }),
      target("echo in a bare route handler of Next", `${url}/bench-echo`, "echo", { text: "hello" }),
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
    return toPart(
      targets.map(({ name }) => {
        const all = samples.get(name) ?? [];
        const pick = (key: keyof Sample) => median(all.map((sample) => sample[key]));
        return { name, callsPerSecond: pick("callsPerSecond"), p50: pick("p50"), p99: pick("p99") };
      }),
    );
  } finally {
    echo.kill();
    await stack.stop();
  }
}

function toPart(rows: (Sample & { name: string })[]): Part {
  const [light, conversations, route, sdk] = rows.map(({ callsPerSecond }) => callsPerSecond) as [
    number,
    number,
    number,
    number,
  ];
  const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`;
  return {
    title: "Tool calls over HTTP",
    text: [
      `One instance, ${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${SECONDS} s by turns, ${CONVERSATIONS} conversations. An`,
      "authenticated call checks key, limits and permissions, writes and completes its line of the call log in the database, and",
      "asks the database for its answer; the echo does nothing. Next, the database and the load share the CPUs, so what a call",
      "costs beyond the echo, three statements and their rows, shows in full.",
    ].join("\n"),
    goals: [
      {
        what: "authenticated `list_chatbots` / `list_conversations`, calls a second, of the unauthenticated echo in a Next route",
        goal: "not slower",
        measured: `${percent(light, route)} / ${percent(conversations, route)}`,
      },
      {
        what: "the same, of the SDK's bare echo on node:http",
        goal: "–",
        measured: `${percent(light, sdk)} / ${percent(conversations, sdk)}`,
      },
    ],
    tables: [
      [
        "| what | calls a second | of the SDK alone | p50 ms | p99 ms |",
        "| --- | ---: | ---: | ---: | ---: |",
        ...rows.map(
          ({ name, callsPerSecond, p50, p99 }) =>
            `| ${name} | ${Math.round(callsPerSecond)} | ${percent(callsPerSecond, sdk)} | ${p50} | ${p99} |`,
        ),
      ].join("\n"),
    ],
  };
}
