// What an operator types into the terminal of the machine, on the data of a test's stack.
import { spawn } from "node:child_process";
import path from "node:path";
import type { Stack } from "@/scripts/stack";

const ROOT = path.resolve(import.meta.dirname, "..");

/** The one-time link for the first owner, as `npm start` prints it. */
export async function firstOwnerLink(stack: Stack): Promise<string> {
  return (
    await run(stack, [path.join(ROOT, "scripts/run.mjs"), path.join(ROOT, "scripts/print-welcome.ts")])
  ).trim();
}

/** `npm run admin -- … --json`, parsed. */
export async function admin<Answer>(stack: Stack, ...args: string[]): Promise<Answer> {
  return JSON.parse(await run(stack, [path.join(ROOT, "scripts/admin.mjs"), ...args, "--json"])) as Answer;
}

function run(stack: Stack, args: string[]): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...env, ...stack.env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${args.slice(1).join(" ")} ended with ${code}.\n${output}${errors}`));
    });
  });
}
