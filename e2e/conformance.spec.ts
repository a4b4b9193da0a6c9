// The official conformance suite of the protocol, against the built application, through the real gate.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { testPort } from "@/scripts/test-port";
import { runSuite, type Selection } from "./conformance/run-suite";
import { type SeededTenant, seedTenant } from "./conformance/seed";
import { startTokenProxy, type TokenProxy } from "./conformance/token-proxy";

const BASELINE = path.join(import.meta.dirname, "conformance/baseline-2025-11-25.yml");

/** Scenarios that say something about a server without fixtures, on the wires they exist on. */
const WITHOUT_FIXTURES: [string, string[]][] = [
  ["server-initialize", ["2025-11-25"]],
  ["ping", ["2025-11-25"]],
  ["tools-list", ["2025-11-25", "2026-07-28"]],
  ["dns-rebinding-protection", ["2025-11-25", "2026-07-28"]],
  ["sep-2164-resource-not-found", ["2026-07-28"]],
  ["http-header-validation", ["2026-07-28"]],
  ["server-sse-multiple-streams", ["2026-07-28"]],
  ["input-required-result-unsupported-methods", ["2026-07-28"]],
];

test.describe.configure({ mode: "serial" });

let stack: Stack;
let proxy: TokenProxy;
let tenant: SeededTenant;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const [port, proxyPort] = [await testPort(), await testPort()];
  stack = await startStack({
    port,
    env: {
      MCP_CONFORMANCE: "1",
      ALLOWED_HOSTS: `localhost:${proxyPort}`,
      ALLOWED_ORIGINS: `http://localhost:${proxyPort}`,
    },
  });
  tenant = await seedTenant(stack.databaseUrl);
  proxy = await startTokenProxy(stack.urls[0] as string, proxyPort, tenant.key);
});

test.afterAll(async () => {
  await proxy?.close();
  await stack?.stop();
});

async function expectGreen(endpoint: string, selection: Selection) {
  const result = await runSuite(`http://${proxy.host}${endpoint}`, selection);
  const failures = result.checks.filter(({ status }) => status === "FAILURE");
  expect(result.checks.length, result.output).toBeGreaterThan(0);
  expect(result.exitCode, `${JSON.stringify(failures, null, 2)}\n${result.output}`).toBe(0);
  return result;
}

/** The scenarios that count for the revision, from the summary; what it runs besides is listed at its end. */
function scored(output: string) {
  const [counted = "", besides = ""] = output
    .slice(output.indexOf("=== SUMMARY ==="))
    .split("Not scored for");
  const unscored = new Set([...besides.matchAll(/^\s+[✓✗] (\S+) \(/gm)].map((match) => match[1]));
  const lines = [...counted.matchAll(/^([✓✗]) (\S+): \d+ passed/gm)].filter(
    (match) => !unscored.has(match[2]),
  );
  const failed = lines.filter((match) => match[1] === "✗").map((match) => match[2]);
  return { passed: lines.length - failed.length, failed: failed.toSorted() };
}

test("2026-07-28: every required scenario passes", async () => {
  test.setTimeout(260_000);
  const { output } = await expectGreen("/mcp-conformance", { requirements: "2026-07-28" });
  expect(scored(output)).toEqual({ passed: 37, failed: [] });
});

test("2025-11-25: every required scenario passes but the four that need sessions", async () => {
  test.setTimeout(260_000);
  const { output } = await runSuite(`http://${proxy.host}/mcp-conformance`, { requirements: "2025-11-25" });
  // Compared here and not by the suite, which takes a warning about missing sessions for a failure once it has a
  // baseline. An entry that begins to pass fails this too.
  const baseline = [...readFileSync(BASELINE, "utf8").matchAll(/^ {2}- (\S+)$/gm)].map((match) => match[1]);
  expect(baseline).toHaveLength(4);
  expect(scored(output), output).toEqual({ passed: 26, failed: baseline.toSorted() });
});

test("the real endpoints pass what needs no fixtures, on both wires", async () => {
  test.setTimeout(400_000);
  for (const endpoint of ["/mcp", "/mcp-readonly", `/mcp/projects/${tenant.projectId}`]) {
    const runs = WITHOUT_FIXTURES.flatMap(([scenario, revisions]) =>
      revisions.map((revision) => ({ scenario, revision })),
    );
    await Promise.all(runs.map((run) => expectGreen(endpoint, run)));
  }
});

test("every call of the runs has its line in the log, and each line is complete", async () => {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    // The one free tool takes nothing from the day's count.
    const { rows } = await client.query(
      `SELECT outcome, count(*)::int AS n FROM call_log
        WHERE organisation_id = $1 AND tool <> 'get_capabilities' GROUP BY outcome`,
      [tenant.organisationId],
    );
    const counts = Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n])) as Record<string, number>;
    expect(counts.ok).toBeGreaterThan(20);
    expect(counts.running ?? 0).toBe(0);
    const { rows: days } = await client.query(
      "SELECT coalesce(sum(calls), 0)::int AS calls FROM usage_daily WHERE organisation_id = $1",
      [tenant.organisationId],
    );
    expect(days[0].calls).toBe(Object.values(counts).reduce((sum, n) => sum + n, 0));
  } finally {
    await client.end();
  }
});

test("a normal build has neither the endpoint nor a fixture", async () => {
  test.setTimeout(60_000);
  const normal = await startStack({ databaseUrl: stack.databaseUrl });
  try {
    const [url] = normal.urls as [string];
    const headers = {
      authorization: `Bearer ${tenant.key}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    for (const slash of ["", "/"]) {
      const response = await fetch(`${url}/mcp-conformance${slash}`, { method: "POST", headers, body: "{}" });
      expect(response.status).toBe(404);
    }
    for (const path of ["/mcp", "/mcp-readonly", `/mcp/projects/${tenant.projectId}`]) {
      // With a slash at its end it is answered in place, challenge included.
      const slashed = await fetch(`${url}${path}/`, { method: "POST", redirect: "manual" });
      expect([path, slashed.status]).toEqual([path, 401]);
      expect(slashed.headers.get("www-authenticate")).toContain(`oauth-protected-resource${path}"`);
      const called = await fetch(`${url}${path}/`, {
        method: "POST",
        headers,
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
        redirect: "manual",
      });
      expect([path, called.status]).toEqual([path, 200]);
      for (const method of ["tools/list", "prompts/list", "resources/list"]) {
        const response = await fetch(`${url}${path}`, {
          method: "POST",
          headers,
          body: JSON.stringify({ jsonrpc: "2.0", id: 1, method }),
        });
        expect(await response.text()).not.toMatch(/"test_|test:\/\//);
      }
    }
  } finally {
    await normal.stop();
  }
});
