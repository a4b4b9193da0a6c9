// The package that the server offers: its bytes, its answers, and that it runs.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET } from "@/app/caramel-mcp.tgz/route";
import { packBridge } from "./bridge-package";
import { ROOT } from "./runtime.mjs";

const ADDRESS = "http://localhost:3000/caramel-mcp.tgz";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-package-"));
  writeFileSync(path.join(folder, "package.tgz"), packBridge().archive);
  execFileSync("tar", ["xzf", "package.tgz"], { cwd: folder });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  globalThis.caramelBridge = packBridge();
});

const manifest = () => JSON.parse(readFileSync(path.join(folder, "package/package.json"), "utf8"));

function run(...args: string[]) {
  const main = path.join(folder, "package/lib/main.js");
  const env = {
    NODE_ENV: "production" as const,
    PATH: process.env.PATH,
    CARAMEL_API_KEY: "",
    CARAMEL_MCP_CONFIG_DIR: path.join(folder, "settings"),
  };
  return spawnSync(process.execPath, [main, ...args], { env, encoding: "utf8", input: "" });
}

test("the same sources give the same bytes", () => {
  const [first, second] = [packBridge(), packBridge()];
  expect(first.archive.equals(second.archive)).toBe(true);
  expect(first.etag).toBe(second.etag);
});

test("holds the sources as JavaScript, and pins what it needs to what is tested here", () => {
  const sources = readdirSync(path.join(ROOT, "scripts/bridge")).filter((name) => !/\.test\.ts$/.test(name));
  const packed = readdirSync(path.join(folder, "package/lib"));
  expect(packed).toEqual(
    sources.filter((name) => name !== "testing.ts").map((name) => name.replace(".ts", ".js")),
  );
  const { dependencies, engines, version } = manifest();
  for (const [name, pinned] of Object.entries(dependencies)) {
    const installed = path.join(ROOT, "node_modules", name, "package.json");
    expect(JSON.parse(readFileSync(installed, "utf8")).version, name).toBe(pinned);
  }
  const imported = packed.flatMap((name) => {
    const code = readFileSync(path.join(folder, "package/lib", name), "utf8");
    return [...code.matchAll(/\bfrom "([^".][^"]*)"/g)].map(([, module = ""]) => module);
  });
  const foreign = imported.filter((module) => !module.startsWith("node:"));
  expect([...new Set(foreign.map((module) => module.split("/").slice(0, 2).join("/")))].sort()).toEqual(
    Object.keys(dependencies).sort(),
  );
  expect(engines.node).toBe(">=20.3");
  expect(version).toMatch(/^\d+\.\d+\.\d+-h[0-9a-f]{12}$/);
});

test("the command runs, and its words are no protocol", () => {
  expect(run("--version")).toMatchObject({ status: 0, stdout: `${manifest().version}\n`, stderr: "" });
  expect(run("--help").stdout).toContain("caramel-mcp connect <url>");
  for (const [args, words] of [
    [[], /Name a command/],
    [["start"], /There is no command "start"/],
    [["connect"], /Name the connection URL/],
    [["connect", "not a url"], /is not a URL/],
    [["connect", "http://caramel.lan/mcp"], /--allow-http/],
    [["connect", "https://a.example", "https://b.example"], /There is one URL/],
    [["connect", "--key", "x"], /--key/],
  ] as const) {
    const ended = run(...args);
    expect(ended.stderr, args.join(" ")).toMatch(words);
    expect(ended).toMatchObject({ status: 2, stdout: "" });
  }
});

test("ends at once when nothing comes in, without asking anybody", () => {
  expect(run("connect", "http://localhost:9/mcp")).toMatchObject({ status: 0, stdout: "", stderr: "" });
});

test("is downloaded whole, or not at all by whoever has it", async () => {
  const { archive, etag } = packBridge();
  const answer = GET(new Request(ADDRESS));
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer()).equals(archive)).toBe(true);
  expect(answer.headers.get("cache-control")).toMatch(/^public, max-age=\d+, must-revalidate$/);
  expect(answer.headers.get("etag")).toBe(etag);
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const again = GET(new Request(ADDRESS, { headers: { "if-none-match": tag } }));
    expect(again.status, tag).toBe(304);
    expect(await again.text()).toBe("");
  }
  expect(GET(new Request(ADDRESS, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
});

test("a server that has not packed it yet says when to come again", () => {
  globalThis.caramelBridge = undefined;
  const answer = GET(new Request(ADDRESS));
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("2");
});
