// The steps of `npm test`. Each counts as one check, besides the tests inside it; a failed step does not stop the others.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { JSONReport } from "@playwright/test/reporter";
import { build, buildFolder } from "./build";
import { ensureChromium } from "./chromium";
import { journeyFailures, unitFailures } from "./failures";
import { generate } from "./generate.mjs";
import { pageWeights, weightProblems } from "./page-weights";
import { ROOT } from "./runtime.mjs";

type Counts = { passed: number; failed: number };
/** `failures`: what failed and why, in a few words each. */
type Result = { isGood: boolean; tests: Counts; failures?: string[] };
type Step = { name: string; title: string; run(extra: string[]): Promise<Result> };

const NO_TESTS: Counts = { passed: 0, failed: 0 };
const bin = (name: string) => path.join(ROOT, "node_modules", name);

const STEPS: Step[] = [
  { name: "generate", title: "Prisma client", run: async () => plain(generate() || true) },
  {
    name: "lint",
    title: "format and lint",
    run: () => command(bin("@biomejs/biome/bin/biome"), ["check", "--error-on-warnings", "."]),
  },
  { name: "types", title: "types", run: types },
  {
    name: "dead-code",
    title: "dead code",
    run: () => command(bin("knip/bin/knip.js"), ["--config", "scripts/knip.json"]),
  },
  { name: "unit", title: "unit and integration tests", run: unit },
  {
    name: "build",
    title: "build",
    async run() {
      generate();
      return plain((await build(buildEnvironment())) && pagesAreLight());
    },
  },
  { name: "e2e", title: "browser journeys and real clients", run: e2e },
];

/** A step whose configuration the project does not have is left out. */
const NEEDS: Record<string, string> = { "dead-code": "scripts/knip.json", e2e: "e2e/playwright.config.ts" };

/**
 * Runs the steps named in `args`, all of them when none is named. Further arguments go to the step's own tool.
 * @returns the exit code: 0 when everything passed
 */
export async function runChecks(args: string[]): Promise<number> {
  const names = STEPS.map(({ name }) => name);
  const wanted = args.filter((arg) => names.includes(arg));
  const extra = args.filter((arg) => !names.includes(arg));
  if (extra.length > 0 && wanted.length !== 1) {
    console.error(
      `Unknown: ${extra.join(" ")}. The steps are ${names.join(", ")}; a file name needs one step before it.`,
    );
    console.log("0 passed, 1 failed");
    return 1;
  }
  const steps = STEPS.filter(({ name }) =>
    wanted.length === 0 ? isConfigured(name) : wanted.includes(name),
  );
  const total = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const step of steps) {
    console.log(`\n── ${step.title} ──`);
    const started = Date.now();
    const { isGood, tests, failures = [] } = await attempt(step, extra);
    total.passed += tests.passed + (isGood ? 1 : 0);
    total.failed += tests.failed + (isGood ? 0 : 1);
    const counted =
      tests.passed + tests.failed > 0 ? `  ${tests.passed} tests passed, ${tests.failed} failed` : "";
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    summary.push(`${isGood ? "passed" : "FAILED"}  ${step.title} (${seconds} s)${counted}`, ...failures);
  }
  console.log(`\n${summary.join("\n")}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

function isConfigured(name: string): boolean {
  const file = NEEDS[name];
  return !file || existsSync(path.join(ROOT, file));
}

async function attempt(step: Step, extra: string[]): Promise<Result> {
  try {
    return await step.run(extra);
  } catch (error) {
    console.error((error as Error).message);
    return plain(false);
  }
}

async function types(): Promise<Result> {
  // Types of routes that are gone stay behind in these folders, and `tsc` would stumble over them.
  for (const name of ["types", "dev/types"])
    rmSync(path.join(buildFolder(), name), { recursive: true, force: true });
  const typegen = await command(bin("next/dist/bin/next"), ["typegen"]);
  const check = await command(bin("typescript/bin/tsc"), ["--noEmit"]);
  return plain(typegen.isGood && check.isGood);
}

/** What a page loads depends on the sources alone, so a build that makes one too heavy is a broken one. */
function pagesAreLight(): boolean {
  const pages = pageWeights();
  const problems = pages.flatMap(weightProblems);
  for (const problem of problems) console.error(problem);
  const [heaviest] = pages;
  console.log(
    `The heaviest page at first load: ${heaviest?.route}, ${heaviest?.bytes.toLocaleString("en")} bytes.`,
  );
  return problems.length === 0;
}

async function unit(extra: string[]): Promise<Result> {
  return withReport(async (file) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const args = ["run", "--config", "scripts/vitest.config.ts", ...reporters, ...extra];
    const { isGood } = await command(bin("vitest/vitest.mjs"), args);
    const report = JSON.parse(readFileSync(file, "utf8"));
    // Whatever did not run did not pass: skipped and planned tests count as failed.
    const failed = report.numTotalTests - report.numPassedTests;
    return {
      isGood: isGood && report.numTotalTests > 0,
      tests: { passed: report.numPassedTests, failed },
      failures: unitFailures(report),
    };
  });
}

async function e2e(extra: string[]): Promise<Result> {
  const env = { CHROMIUM_PATH: ensureChromium() };
  return withReport(async (file) => {
    const args = ["test", "-c", "e2e/playwright.config.ts", "--reporter=list,json", ...extra];
    const { isGood } = await command(bin("@playwright/test/cli.js"), args, {
      ...env,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    });
    const report: JSONReport = JSON.parse(readFileSync(file, "utf8"));
    const { expected, unexpected, flaky, skipped } = report.stats;
    return {
      isGood: isGood && expected > 0,
      tests: { passed: expected, failed: unexpected + flaky + skipped },
      failures: journeyFailures(report),
    };
  });
}

async function withReport(run: (file: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "caramel-report-"));
  try {
    return await run(path.join(folder, "report.json"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The build reads the environment but connects to nothing; the running server gets the real values. */
export function buildEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: "postgresql://build:build@127.0.0.1:1/build",
    SECRET_KEY: randomBytes(32).toString("hex"),
    BASE_URL: "http://localhost:3000",
  };
}

function plain(isGood: boolean): Result {
  return { isGood, tests: NO_TESTS };
}

function command(script: string, args: string[], env: Record<string, string> = {}): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: toolPath(), NEXT_TELEMETRY_DISABLED: "1", ...env },
    });
    child.on("error", () => resolve(plain(false)));
    child.on("exit", (code) => resolve(plain(code === 0)));
  });
}

/** What tests start by name (`node`, a client's command) is the project's own, as in every npm script. */
function toolPath(): string {
  return [path.join(ROOT, "node_modules/.bin"), process.env.PATH].join(path.delimiter);
}
