import "server-only";
import { requireAttempt } from "@/lib/auth/attempts";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { forgetClient } from "@/lib/auth/forget-client";
import { type Resource, resourceAt } from "@/lib/auth/resources";
import { HOUR_SECONDS } from "@/lib/core/clock";
import { isSameSecret } from "@/lib/core/compare";
import { env } from "@/lib/core/env";
import { ConflictError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { type AskOwnAddress, askOwnAddress } from "@/lib/outbound/own-address";
import { type SelfTestView, TEST_STEPS, type TestStep } from "./schema";
import { authorizationUrl, newSecrets, SelfTestClient } from "./self-test-client";
import { FINDINGS, FindingError } from "./self-test-remedies";
import { readState, type SelfTestResult, type SelfTestState, sealState, testerOf } from "./self-test-state";

/** Tests a person may start in an hour. */
const TESTS_PER_HOUR = 20;

/** A test as the browser keeps it, and as the page shows it. */
export interface SelfTest {
  sealed: string;
  view: SelfTestView;
}

/** What the person's browser came back with. */
export interface ConsentAnswer {
  state: string | null;
  iss: string | null;
  code: string | null;
  error: string | null;
}

/**
 * Goes the way of a client as far as the consent screen: through the public address, knowing nothing but the project's
 * connection URL.
 * @param ask only tests give another
 * @throws InsufficientPermissionError only a person who may approve connections runs the test
 * @throws RateLimitedError
 */
export async function startSelfTest(caller: Caller, ask: AskOwnAddress = askOwnAddress): Promise<SelfTest> {
  const userId = testerOf(caller);
  await requireAttempt({ subject: `self-test:${userId}`, limit: TESTS_PER_HOUR, spanSeconds: HOUR_SECONDS });
  const { resource, redirectUri } = placesOf(caller);
  const client = new SelfTestClient(resource, ask);
  const run = new Run([]);
  let clientId = "";
  const isReady =
    (await run.step("challenge", () => client.challenge())) &&
    (await run.step("resource_metadata", () => client.resourceMetadata())) &&
    (await run.step("server_metadata", () => client.serverMetadata())) &&
    (await run.step("registration", async () => {
      clientId = await client.register(redirectUri);
      return clientId;
    }));
  return answer(caller, {
    startedAt: new Date().toISOString(),
    phase: isReady ? "consent" : "done",
    results: run.results,
    ...(isReady && { pending: { clientId, redirectUri, ...newSecrets() } }),
  });
}

/**
 * Goes on where the consent screen led back: collects and renews the access, calls in both eras, gives the access back
 * and sees that it is over. The test client is removed in any case.
 * @returns null when there is no test to go on with, or the answer is not the one to it: then nothing changes
 */
export async function finishSelfTest(
  caller: Caller,
  input: { sealed: string | undefined; answer: ConsentAnswer },
  ask: AskOwnAddress = askOwnAddress,
): Promise<SelfTest | null> {
  const state = await readState(caller, input.sealed);
  const { pending } = state ?? {};
  if (state === null || pending === undefined) return null;
  if (!isSameSecret(input.answer.state ?? "", pending.state)) return null;
  const { resource } = placesOf(caller);
  const client = new SelfTestClient(resource, ask);
  const run = new Run(state.results);
  await walk(run, client, pending, input.answer);
  await run.step("removal", async () => {
    if (!(await forgetClient(pending.clientId)))
      throw new FindingError("still_open", "it still has a connection");
    return "nothing is left of the test";
  });
  return answer(caller, { startedAt: state.startedAt, phase: "done", results: run.results });
}

async function walk(
  run: Run,
  client: SelfTestClient,
  pending: NonNullable<SelfTestState["pending"]>,
  back: ConsentAnswer,
): Promise<void> {
  const { clientId, verifier, redirectUri } = pending;
  let code = "";
  const isAllowed = await run.step("consent", async () => {
    if (back.error === "access_denied") throw new FindingError("refused", "refused");
    if (back.error !== null || back.code === null)
      throw new FindingError("consent_failed", back.error ?? "no code");
    // RFC 9207 §2.4: an answer of another issuer is no answer.
    if (back.iss !== env.baseUrl) throw new FindingError("wrong_address", "the answer names another issuer");
    code = back.code;
    return "came back with the right state and issuer";
  });
  if (!isAllowed) return;
  let tokens = { access: "", refresh: "" };
  const isIn = await run.step("token", async () => {
    tokens = await client.redeem({ clientId, code, verifier, redirectUri });
    return "access and refresh token";
  });
  if (!isIn) return;
  await run.step("refresh", async () => {
    tokens = await client.refresh(clientId, tokens.refresh);
    return "new access and refresh token";
  });
  await run.step("current_calls", () => client.currentCalls(tokens.access));
  await run.step("older_calls", () => client.olderCalls(tokens.access));
  if (await run.step("revocation", () => client.revoke(clientId, tokens.refresh))) {
    await run.step("refusal", () => client.isRefused(tokens.access));
  }
}

/** The test this browser keeps, for its page; null when there is none of this person in this project. */
export async function viewSelfTest(caller: Caller, sealed: string | undefined): Promise<SelfTestView | null> {
  const state = await readState(caller, sealed);
  return state && toView(caller, state);
}

function placesOf(caller: Caller): { resource: Resource; redirectUri: string } {
  const projectId = soleProject(caller);
  const resource = resourceAt(`/mcp/projects/${projectId}`);
  if (resource === null) throw new ConflictError("This project has no connection URL.");
  return { resource, redirectUri: `${env.baseUrl}/p/${projectId}/integrations/mcp/doctor/callback` };
}

async function answer(caller: Caller, state: SelfTestState): Promise<SelfTest> {
  return { sealed: await sealState(caller, state), view: toView(caller, state) };
}

function toView(caller: Caller, state: SelfTestState): SelfTestView {
  const steps = TEST_STEPS.map((step): SelfTestView["steps"][number] => {
    const result = state.results.find((known) => known.step === step);
    if (result === undefined) {
      const isWaiting = step === "consent" && state.phase === "consent";
      return { step, state: isWaiting ? "waiting" : "ahead", milliseconds: null, note: "", remedy: null };
    }
    const { isOk, ms, note, finding } = result;
    const remedy = finding === undefined ? null : FINDINGS[finding];
    return { step, state: isOk ? "done" : "failed", milliseconds: ms, note, remedy };
  });
  return {
    phase: state.phase,
    started_at: state.startedAt,
    steps,
    passed: steps.every((step) => step.state === "done"),
    continue_at: state.pending ? authorizationUrl(placesOf(caller).resource, state.pending) : null,
  };
}

/** The steps of one test, each measured, none of which throws. */
class Run {
  readonly results: SelfTestResult[];

  constructor(results: readonly SelfTestResult[]) {
    this.results = [...results];
  }

  /** @returns whether it went well */
  async step(step: TestStep, work: () => Promise<string>): Promise<boolean> {
    const began = performance.now();
    try {
      const note = await work();
      this.#add({ step, isOk: true, ms: since(began), note });
      return true;
    } catch (error) {
      const known = error instanceof FindingError;
      if (!known) logger.error({ err: error, step }, "a step of the self-test broke");
      const note = known ? error.message : "";
      this.#add({ step, isOk: false, ms: since(began), note, finding: known ? error.finding : "unexpected" });
      return false;
    }
  }

  #add(result: SelfTestResult): void {
    this.results.push(result);
  }
}

function since(began: number): number {
  return Math.round(performance.now() - began);
}
