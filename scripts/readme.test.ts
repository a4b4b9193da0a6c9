// What the README shows is what there is: commands, settings, files and the instructions for each client.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { shownGoals } from "@/bench/results";
import { embedCode, neededPolicy } from "@/components/chatbots/embed-code";
import { clientInstructions, KEY_PLACEHOLDER } from "@/components/mcp/client-instructions";
import { tools } from "@/lib/mcp/tools/registry";
import { shownTables } from "./interop-table";
import { ROOT } from "./runtime.mjs";

const readme = readFileSync(path.join(ROOT, "README.md"), "utf8");
const scripts = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")).scripts;
const blocks = [...readme.matchAll(/```(\w*)\n([\s\S]*?)```/g)].map(([, language, code = ""]) => ({
  language,
  code: code.trim(),
}));

/** Settings that are for tests and benchmarks, or that nobody but the scripts sets. */
const INTERNAL = ["NODE_ENV", "MCP_CONFORMANCE", "BENCHMARK"];
/** Settings of the server process itself. */
const OF_THE_SERVER = ["HOST", "TRUSTED_PROXIES"];

test("every npm command exists", () => {
  const named = [...readme.matchAll(/npm (?:run )?(start|test|run [\w-]+|[\w-]+)(?= |`|\n)/g)].map((match) =>
    (match[1] ?? "").replace("run ", ""),
  );
  const commands = named.filter((name) => !["with", "makes", "cache"].includes(name));
  expect(commands).toEqual(expect.arrayContaining(["start", "test", "admin", "dev", "bench", "migration"]));
  for (const name of commands) expect(scripts, name).toHaveProperty(name);
});

test("the settings are those the program reads", () => {
  const shown = [...readme.matchAll(/^\| (`[A-Z_`, ]+) \|/gm)].flatMap((row) =>
    [...(row[1] ?? "").matchAll(/[A-Z_]+/g)].map(([name]) => name),
  );
  const source = readFileSync(path.join(ROOT, "lib/core/env.ts"), "utf8");
  const read = [...source.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1] ?? "");
  const expected = [...read.filter((name) => !INTERNAL.includes(name)), ...OF_THE_SERVER];
  expect(shown.sort()).toEqual(expected.sort());
});

test("each client's instructions are those of the dashboard", () => {
  const told = clientInstructions({ url: "http://localhost:3000/mcp", apiKey: KEY_PLACEHOLDER }).flatMap(
    (client) =>
      [...client.signIn, ...(client.withKey ?? [])].flatMap((step) =>
        step.kind === "copy" ? [step.code] : [],
      ),
  );
  const isForClients = (code: string) => /^(claude|gemini|codex|code|npx) |^\{/.test(code);
  const shown = blocks.filter(({ code }) => isForClients(code));
  expect(shown.length).toBeGreaterThan(6);
  for (const { code, language } of shown) {
    for (const piece of language === "json" ? [code] : code.split("\n")) expect(told).toContain(piece);
  }
});

test("a page needs for the chat what the dashboard says", () => {
  const codes = blocks.map(({ code }) => code);
  expect(codes).toContain(embedCode("https://caramel.example", "bot_…"));
  expect(codes).toContain(neededPolicy("https://caramel.example"));
});

test("the clients are those of the last run of `npm run interop`", () => {
  const { results, readme: shown } = shownTables();
  expect(results.length).toBeGreaterThan(10);
  expect(shown).toEqual(results);
});

test("the figures are those of the last runs of `npm run bench`", () => {
  const { results, readme: shown } = shownGoals();
  expect(results.length).toBeGreaterThan(6);
  expect(shown).toEqual(results);
});

test("every command of the operator's terminal exists", { timeout: 60_000 }, async () => {
  const lines = blocks
    .flatMap(({ code }) => code.split("\n"))
    .filter((line) => line.includes("npm run admin"));
  expect(lines.length).toBeGreaterThan(10);
  const program = path.join(ROOT, "scripts/admin.mjs");
  for (const line of lines) {
    const words = line.replace("npm run admin -- ", "").split(" ");
    const command = words.slice(0, ["backup", "restore"].includes(words[0] ?? "") ? 1 : 2);
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...command, "--help"]);
    expect(stdout, line).toContain(`Usage: npm run admin -- ${command.join(" ")}`);
    for (const [option] of line.matchAll(/ --[a-z-]+/g)) expect(stdout, line).toContain(option.trim());
  }
});

test("the tools are those of the registry", () => {
  const table = /\| about \| the tools \|\n([\s\S]*?)\n\n/.exec(readme)?.[1] ?? "";
  const shown = [...table.matchAll(/`(\w+)`/g)].map((match) => match[1]);
  expect(shown.sort()).toEqual(tools.map(({ name }) => name).sort());
});

test("pictures, links and folders lead somewhere", () => {
  const targets = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => match[1] ?? "");
  const folders = [...readme.matchAll(/^(\w+)\/ /gm)].map((match) => match[1] ?? "");
  expect(targets.length).toBeGreaterThan(0);
  expect(folders.length).toBeGreaterThan(1);
  for (const target of [...targets, ...folders, "lib/architecture.test.ts"]) {
    expect(existsSync(path.join(ROOT, target)), target).toBe(true);
  }
});
