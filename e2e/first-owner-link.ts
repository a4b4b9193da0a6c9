import type { Stack } from "@/scripts/stack";
import { runScript } from "./run-script";

/** The one-time link for the first owner, as `npm start` prints it. */
export async function firstOwnerLink(stack: Pick<Stack, "env">): Promise<string> {
  return (await runScript("scripts/print-welcome.ts", stack.env)).trim();
}
