import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SUITE = path.join(ROOT, "node_modules/@modelcontextprotocol/conformance/dist/index.js");

/** What is run: everything a revision requires, or one scenario on a revision's wire. */
export type Selection = { requirements: string } | { scenario: string; revision: string };

export interface SuiteResult {
  /** 0 when nothing that counts failed. */
  exitCode: number | null;
  output: string;
  /** Each check of each scenario. */
  checks: { scenario: string; id: string; status: string; message?: string }[];
}

/** Runs the official conformance suite against a server; bounded in time. */
export async function runSuite(url: string, selection: Selection): Promise<SuiteResult> {
  const results = mkdtempSync(path.join(os.tmpdir(), "caramel-conformance-"));
  const args = ["server", "--url", url, "-o", results];
  if ("requirements" in selection) args.push("--requirements", selection.requirements);
  else args.push("--scenario", selection.scenario, "--spec-version", selection.revision);
  try {
    const { exitCode, output } = await run(args);
    return { exitCode, output, checks: readChecks(results) };
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

function run(args: string[]): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(process.execPath, [SUITE, ...args], { cwd: ROOT, timeout: 240_000 });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, output }));
  });
}

function readChecks(results: string): SuiteResult["checks"] {
  const files = readdirSync(results, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name === "checks.json",
  );
  return files.flatMap((file) => {
    // A folder is named for the side, the scenario and the time of the run.
    const scenario = path
      .relative(results, file.parentPath)
      .replace(/^server[-/]/, "")
      .replace(/-\d{4}-\d{2}-\d{2}T.*$/, "");
    const checks = JSON.parse(readFileSync(path.join(file.parentPath, file.name), "utf8")) as {
      id: string;
      status: string;
      errorMessage?: string;
    }[];
    return checks.map(({ id, status, errorMessage }) => ({ scenario, id, status, message: errorMessage }));
  });
}
