import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { ROOT } from "@/scripts/runtime.mjs";

/**
 * Runs a file of the project in a process of its own, with an instance's environment.
 * @returns what it wrote to standard output
 * @throws Error it ended with anything but 0; with what it wrote to standard error
 */
export async function runScript(
  file: string,
  env: Record<string, string>,
  args: string[] = [],
  input = "",
): Promise<string> {
  const { NODE_OPTIONS: _, npm_lifecycle_event: __, ...inherited } = process.env;
  const runner = file.endsWith(".mjs") ? [] : [path.join(ROOT, "scripts/run.mjs")];
  const child = spawn(process.execPath, [...runner, path.join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { ...inherited, ...env } as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}:\n${errors}\n${output}`);
  return output;
}
