import { z } from "zod";
import { ATTEMPT_STEPS } from "@/lib/auth/values";
import { moment } from "@/lib/core/schema";

export const tryState = z.enum(["failed", "waiting", "connected"]);
export type TryState = z.infer<typeof tryState>;

/** What helps beside the words. */
export const remedyShow = z.enum(["url", "instructions", "api_keys", "connections", "settings"]);

export const clientTry = z.strictObject({
  /** The same while the try goes on. */
  key: z.string(),
  client: z.strictObject({
    kind: z.string().describe("Which of the known ones, or `other`."),
    name: z.string(),
  }),
  /** Path of the MCP endpoint, when it named one. */
  endpoint: z.string().nullable(),
  started_at: moment,
  last_at: moment,
  state: tryState,
  steps: z.array(
    z.strictObject({
      step: z.enum(ATTEMPT_STEPS),
      state: z.enum(["done", "failed", "waiting", "ahead"]),
      /** When it was seen; null also for a step that must have happened out of sight. */
      at: moment.nullable(),
    }),
  ),
  /** Absent when nothing is wrong. */
  problem: z
    .strictObject({
      step: z.enum(ATTEMPT_STEPS),
      code: z.string(),
      title: z.string(),
      remedy: z.string(),
      detail: z.string().describe("What our server answered."),
      show: remedyShow.nullable(),
      /** The connection URL that works. */
      url: z.string(),
    })
    .nullable(),
});
export type ClientTry = z.infer<typeof clientTry>;

export const triesView = z.strictObject({ items: z.array(clientTry), looked_at: moment });
export type TriesView = z.infer<typeof triesView>;

/** What the self-test does, in this order. */
export const TEST_STEPS = [
  "challenge",
  "resource_metadata",
  "server_metadata",
  "registration",
  "consent",
  "token",
  "refresh",
  "current_calls",
  "older_calls",
  "revocation",
  "refusal",
  "removal",
] as const;
export type TestStep = (typeof TEST_STEPS)[number];

export const selfTestView = z.strictObject({
  phase: z.enum(["consent", "done"]),
  started_at: moment,
  steps: z.array(
    z.strictObject({
      step: z.enum(TEST_STEPS),
      state: z.enum(["done", "failed", "waiting", "ahead"]),
      milliseconds: z.int().nullable(),
      note: z.string(),
      remedy: z.string().nullable(),
    }),
  ),
  passed: z.boolean(),
  /** Where the person goes on while their answer is awaited. */
  continue_at: z.string().nullable(),
});
export type SelfTestView = z.infer<typeof selfTestView>;
