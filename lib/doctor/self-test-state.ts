import "server-only";
import { z } from "zod";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { seal, unseal } from "@/lib/auth/seal";
import { InsufficientPermissionError } from "@/lib/core/errors";
import { TEST_STEPS } from "./schema";
import { FINDINGS, type Finding } from "./self-test-remedies";

/** Longest note that is kept of a step; the whole state travels in one cookie. */
const MAX_NOTE_LENGTH = 90;

const stateSchema = z.strictObject({
  startedAt: z.string(),
  phase: z.enum(["consent", "done"]),
  results: z.array(
    z.strictObject({
      step: z.enum(TEST_STEPS),
      isOk: z.boolean(),
      ms: z.int(),
      note: z.string(),
      finding: z.enum(Object.keys(FINDINGS) as [Finding, ...Finding[]]).optional(),
    }),
  ),
  /** Only while the person's answer is awaited. */
  pending: z
    .strictObject({ clientId: z.string(), state: z.string(), verifier: z.string(), redirectUri: z.string() })
    .optional(),
});

/**
 * Where a self-test stands. It is kept by the browser, sealed, so that any instance of the application goes on with it.
 * Tokens are never part of it.
 */
export type SelfTestState = z.infer<typeof stateSchema>;
export type SelfTestResult = SelfTestState["results"][number];

/** A state is good for the person and project it was made for. */
function contextOf(caller: Caller): string {
  return `self-test:${testerOf(caller)}:${soleProject(caller)}`;
}

/** @throws InsufficientPermissionError only a person who may approve connections runs the test */
export function testerOf(caller: Caller): string {
  requirePermission(caller, "connections:grant");
  if (caller.actor.kind !== "person") throw new InsufficientPermissionError("connections:grant");
  return caller.actor.userId;
}

export function sealState(caller: Caller, state: SelfTestState): Promise<string> {
  const results = state.results.map((result) => ({ ...result, note: result.note.slice(0, MAX_NOTE_LENGTH) }));
  return seal(JSON.stringify({ ...state, results }), contextOf(caller));
}

/** @returns null for a text that is no state of this person's test in this project */
export async function readState(caller: Caller, sealed: string | undefined): Promise<SelfTestState | null> {
  if (!sealed) return null;
  const context = contextOf(caller);
  try {
    return stateSchema.parse(JSON.parse(await unseal(sealed, context)));
  } catch {
    return null;
  }
}
