import type { Stack } from "@/scripts/stack";
import { runScript } from "./run-script";

/**
 * A command of the operator's terminal on the data of a stack: `npm run admin -- …args --json`, without npm.
 * @returns the JSON document it printed
 * @throws Error with its output, when it ends with an exit code other than 0
 */
export async function admin<Answer>(stack: Pick<Stack, "env">, ...args: string[]): Promise<Answer> {
  return JSON.parse(await runScript("scripts/admin.mjs", stack.env, [...args, "--json"])) as Answer;
}
