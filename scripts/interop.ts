// npm run interop: installs assistants' own programs into a throw-away folder, connects each as the dashboard says, and
// writes down what the server saw. Takes some minutes and about a gigabyte; the light clients are part of `npm test`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ClientRecord } from "@/e2e/clients/interop-record";
import { build } from "./build";
import { buildEnvironment } from "./checks";
import { ensureChromium } from "./chromium";
import { writeClientTable } from "./interop-table";
import { ROOT } from "./runtime.mjs";

/** Too large for everybody's `npm ci`, so they are not in package.json. */
const PROGRAMS = {
  "@anthropic-ai/claude-code": "2.1.329",
  "@openai/codex": "0.169.0",
  "@google/gemini-cli": "0.61.0",
  mcporter: "0.12.3",
};

/** In the order of the table; a run without one of them has failed. */
const CLIENTS = [
  "Claude Code",
  "Codex",
  "Gemini CLI",
  "mcporter",
  "caramel-mcp",
  "mcp-remote",
  "MCP Inspector",
  "MCP SDK 2, 2026-07-28",
  "MCP SDK 2, 2025",
  "MCP SDK 1",
  "MCP SDK 1, HTTP+SSE",
];

const folder = mkdtempSync(path.join(os.tmpdir(), "caramel-interop-"));
try {
  process.exitCode = await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<number> {
  console.log(`Installing ${Object.keys(PROGRAMS).join(", ")} into ${folder}`);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, dependencies: PROGRAMS }));
  const npm = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
  if ((await start("npm", npm, { cwd: folder })) !== 0) return fail("The programs could not be installed.");
  if (!(await build(buildEnvironment()))) return fail("The build failed.");
  const records = path.join(folder, "records.jsonl");
  const playwright = [
    path.join(ROOT, "node_modules/@playwright/test/cli.js"),
    ...["test", "-c", "e2e/interop/playwright.config.ts", "--reporter=list"],
  ];
  const code = await start(process.execPath, playwright, {
    cwd: ROOT,
    env: { CHROMIUM_PATH: ensureChromium(), INTEROP_CLIENTS: folder, INTEROP_RECORDS: records },
  });
  const seen = existsSync(records) ? read(records) : [];
  const missing = CLIENTS.filter((name) => !seen.some(({ client }) => client === name));
  if (code !== 0 || missing.length > 0) return fail(`Not connected: ${missing.join(", ") || "see above"}.`);
  const rows = CLIENTS.flatMap((name) => seen.filter(({ client }) => client === name));
  writeClientTable(rows, new Date().toISOString().slice(0, 10));
  console.log(`\n${readFileSync(path.join(ROOT, "e2e/interop/results.md"), "utf8")}`);
  return 0;
}

function read(file: string): ClientRecord[] {
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function start(
  command: string,
  args: string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<number> {
  return new Promise((resolve) => {
    // The programs need Node 24 as well, whichever the machine has.
    const bin = path.join(ROOT, "node_modules/.bin");
    const child = spawn(command, args, {
      cwd,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter), ...env },
    });
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}
