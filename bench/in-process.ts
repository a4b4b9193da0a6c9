// npm run bench -- catalogue, and -- list: what the protocol's side of a request costs this process in CPU time.
import { createMcpHandler, McpServer, type StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { seedTenant } from "@/e2e/conformance/seed";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { env } from "@/lib/core/env";
import { buildCatalogue, type Catalogue } from "@/lib/mcp/catalogue";
import type { AnyTool } from "@/lib/mcp/define-tool";
import { toolsetOf } from "@/lib/mcp/product-toolset";
import { serveMcp } from "@/lib/mcp/serve";
import type { Toolset } from "@/lib/mcp/session";
import { tools } from "@/lib/mcp/tools/registry";
import { fillProject } from "./data";
import { median, type Part } from "./results";

const MODERN = "2026-07-28";
const OLDER = "2025-11-25";
const ERAS = [MODERN, OLDER] as const;
type Era = (typeof ERAS)[number];

/** Tools of the whole catalogue; those not written yet are copies under other names. */
const WHOLE_CATALOGUE = 46;
const ROUNDS = 81;
const CALLS_PER_ROUND = 20;
const WARM_UP_ROUNDS = 10;

type Send = () => Promise<Response>;

function request(era: Era, method: string, params: Record<string, unknown>, key: string): Request {
  const isModern = era === MODERN;
  const meta = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return new Request(`${env.baseUrl}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": era,
      authorization: `Bearer ${key}`,
      ...(isModern && { "mcp-method": method }),
      ...(isModern && typeof params.name === "string" && { "mcp-name": params.name }),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method,
      params: { ...params, ...(isModern && { _meta: meta }) },
    }),
  });
}

/** CPU milliseconds of a request each way takes; rounds by turns, so that a busy moment hits all of them. */
async function cpuOf<Name extends string>(
  ways: Record<Name, Send>,
): Promise<Record<Name, { ms: number; rounds: number[] }>> {
  const names = Object.keys(ways) as Name[];
  const rounds = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    // The order changes, so that none always pays for what the one before it left to collect.
    for (const name of round % 2 ? names : names.toReversed()) {
      const before = process.cpuUsage();
      for (let call = 0; call < CALLS_PER_ROUND; call += 1) {
        const response = await ways[name]();
        if (!response.ok) throw new Error(`${name} answered ${response.status}: ${await response.text()}`);
        await response.text();
      }
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) rounds.get(name)?.push((user + system) / 1000 / CALLS_PER_ROUND);
    }
  }
  return Object.fromEntries(
    names.map((name) => [name, { ms: median(rounds.get(name) ?? []), rounds: rounds.get(name) ?? [] }]),
  ) as Record<Name, { ms: number; rounds: number[] }>;
}

/** Ratio of two ways, round by round. */
function ratio(one: { rounds: number[] }, other: { rounds: number[] }): number {
  return median(one.rounds.map((ms, round) => ms / (other.rounds[round] ?? Number.NaN)));
}

/** One answer, looked at. */
async function check(send: Send, isRight: (result: Record<string, unknown>) => boolean) {
  const answer = (await (await send()).json()) as { result?: Record<string, unknown> };
  if (!answer.result || answer.result.isError || !isRight(answer.result)) {
    throw new Error(`An answer was not as expected: ${JSON.stringify(answer).slice(0, 500)}`);
  }
}

/** The product's tools, and copies up to the number wanted. */
export function paddedCatalogue(count: number): Catalogue {
  const copies = Array.from({ length: Math.max(0, count - tools.length) }, (_, index) => {
    const tool = tools[index % tools.length] as AnyTool;
    return { ...tool, name: `${tool.name.slice(0, 34)}_copy${index}`, aliases: [] };
  });
  return buildCatalogue([...tools, ...copies]);
}

const sender =
  (era: Era, toolset: Toolset, key: string, method: string, params: Record<string, unknown>): Send =>
  () =>
    serveMcp(request(era, method, params, key), { endpoint: "account", access: "full", toolset });

const milliseconds = (value: number) => value.toFixed(2);

/** A call with the whole catalogue behind it against the same call with its own tool alone. */
export async function benchCatalogue(databaseUrl: string): Promise<Part> {
  const tenant = await seedTenant(databaseUrl);
  await fillProject(databaseUrl, tenant.projectId);
  const name = "list_conversations";
  const one = toolsetOf(buildCatalogue(tools.filter((tool) => tool.name === name)));
  const all = toolsetOf(paddedCatalogue(WHOLE_CATALOGUE));
  const rows: { era: Era; alone: number; whole: number; ratio: number }[] = [];
  for (const era of ERAS) {
    const call = (toolset: Toolset) =>
      sender(era, toolset, tenant.key, "tools/call", { name, arguments: { limit: 20 } });
    await check(call(one), ({ structuredContent }) => structuredContent !== undefined);
    await check(call(all), ({ structuredContent }) => structuredContent !== undefined);
    const cpu = await cpuOf({ alone: call(one), whole: call(all) });
    rows.push({ era, alone: cpu.alone.ms, whole: cpu.whole.ms, ratio: ratio(cpu.whole, cpu.alone) });
  }
  const percent = (value: number) => `${value >= 1 ? "+" : "−"}${Math.abs(100 * (value - 1)).toFixed(1)} %`;
  return {
    title: `A call with ${WHOLE_CATALOGUE} tools against one`,
    text: [
      `\`${name}\` (20 rows) in this process, from \`Request\` to \`Response\` with key, limits and log; CPU time of the process,`,
      `median of ${ROUNDS} rounds of ${CALLS_PER_ROUND} calls by turns. The catalogue has ${tools.length} tools and copies of them up to ${WHOLE_CATALOGUE}.`,
    ].join("\n"),
    goals: [
      {
        what: `CPU of a call with ${WHOLE_CATALOGUE} tools, to the same with one tool (${rows.map(({ era }) => era).join(" / ")})`,
        goal: "at most 5 % more",
        measured: rows.map((row) => percent(row.ratio)).join(" / "),
      },
    ],
    tables: [
      [
        "| revision | one tool, ms CPU | whole catalogue, ms CPU | difference |",
        "| --- | ---: | ---: | ---: |",
        ...rows.map(
          (row) =>
            `| ${row.era} | ${milliseconds(row.alone)} | ${milliseconds(row.whole)} | ${percent(row.ratio)} |`,
        ),
      ].join("\n"),
    ],
  };
}

/** What the SDK's own server does with the same tools: it is made for each request, and converts their schemas. */
function stockServer(catalogue: Catalogue): McpServer {
  const server = new McpServer({ name: "stock", version: "1.0.0" });
  for (const { tool, inputs } of catalogue.entries) {
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: inputs.projects as StandardSchemaWithJSON,
        outputSchema: tool.output as StandardSchemaWithJSON,
        annotations: tool.annotations,
        _meta: { "caramel/category": tool.category, "caramel/tier": tool.tier },
      },
      async () => ({ content: [], structuredContent: {} }),
    );
  }
  return server;
}

/** Listing the tools: the product, with and without its admission, against the SDK's `McpServer`. */
export async function benchList(databaseUrl: string): Promise<Part> {
  const tenant = await seedTenant(databaseUrl);
  const catalogue = paddedCatalogue(WHOLE_CATALOGUE);
  const toolset = toolsetOf(catalogue);
  const list = (handler: ReturnType<typeof createMcpHandler>, era: Era): Send => {
    return () => handler.fetch(request(era, "tools/list", {}, tenant.key));
  };
  const caller = await operatorCaller(tenant.organisationId);
  const session = {
    caller,
    requestId: "bench-list",
    span: "projects" as const,
    isReadonly: false,
    asksFirst: false,
    admitCall: () => Promise.reject(new Error("Nothing is called.")),
  };
  const ours = createMcpHandler(() => toolset.createServer(session, {} as never));
  const stock = createMcpHandler(() => stockServer(catalogue));
  const isWhole = ({ tools: listed }: Record<string, unknown>) =>
    (listed as unknown[]).length === WHOLE_CATALOGUE;
  const rows: {
    era: Era;
    stock: number;
    ours: number;
    served: number;
    ratio: number;
    servedRatio: number;
  }[] = [];
  for (const era of ERAS) {
    const served = sender(era, toolset, tenant.key, "tools/list", {});
    for (const send of [list(ours, era), list(stock, era), served]) {
      if (era === MODERN || send === served) await check(send, isWhole);
    }
    const cpu = await cpuOf({ stock: list(stock, era), ours: list(ours, era), served });
    rows.push({
      era,
      stock: cpu.stock.ms,
      ours: cpu.ours.ms,
      served: cpu.served.ms,
      ratio: ratio(cpu.stock, cpu.ours),
      servedRatio: ratio(cpu.stock, cpu.served),
    });
  }
  const part = (value: number) => `1/${value.toFixed(1)}`;
  return {
    title: `Listing ${WHOLE_CATALOGUE} tools`,
    text: [
      "`tools/list` in this process, from `Request` to the whole text of the answer; CPU time of the process, median of",
      `${ROUNDS} rounds of ${CALLS_PER_ROUND} by turns. The SDK's \`McpServer\` has the same ${WHOLE_CATALOGUE} tools with the same schemas. Handler: ours in the SDK's`,
      "handler, as it has its own. Served: with credential, admission in the database and everything else around it.",
    ].join("\n"),
    goals: [
      {
        what: `CPU of \`tools/list\` with ${WHOLE_CATALOGUE} tools, of the SDK's \`McpServer\` (${rows.map(({ era }) => era).join(" / ")})`,
        goal: "at most 1/9",
        measured: `${rows.map((row) => part(row.ratio)).join(" / ")}; with authentication ${rows.map((row) => part(row.servedRatio)).join(" / ")}`,
      },
    ],
    tables: [
      [
        "| revision | `McpServer`, ms CPU | handler, ms CPU | of it | served, ms CPU | of it |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        ...rows.map(
          (row) =>
            `| ${row.era} | ${milliseconds(row.stock)} | ${milliseconds(row.ours)} | ${part(row.ratio)} | ${milliseconds(row.served)} | ${part(row.servedRatio)} |`,
        ),
      ].join("\n"),
    ],
  };
}
