import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Stack } from "@/scripts/stack";

const SCRIPTS = path.resolve(import.meta.dirname, "../scripts");

/** The one-time link for the first owner, as `npm start` prints it. */
export async function firstOwnerLink(stack: Stack): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(SCRIPTS, "run.mjs"), path.join(SCRIPTS, "print-welcome.ts")],
    { env: { ...env, ...stack.env } as NodeJS.ProcessEnv },
  );
  return stdout.trim();
}
