// Runs a command of the operator's terminal on the data of a stack.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Stack } from "@/scripts/stack";

const ROOT = path.resolve(import.meta.dirname, "..");

/**
 * `npm run admin -- …args --json`, without npm.
 * @returns the JSON document it printed
 * @throws Error with its output, when it ends with an exit code other than 0
 */
export async function admin<Answer>(stack: Pick<Stack, "env">, ...args: string[]): Promise<Answer> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(ROOT, "scripts/admin.mjs"), ...args, "--json"],
    { cwd: ROOT, env: { ...process.env, ...stack.env }, maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Answer;
}
