import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { SELF_TEST_AGENT, settleAttempts } from "@/lib/auth/connect-attempts";
import { DEFAULT_RESOURCE, resourceAt } from "@/lib/auth/resources";
import { ATTEMPT_STEPS, type AttemptStep } from "@/lib/auth/values";
import { type VisibleAttempt, visibleAttempts } from "@/lib/auth/visible-attempts";
import { visibleTo } from "@/lib/connections/rows";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import { dbFor } from "@/lib/db/tenant";
import { groupTries, rankOf, type Try } from "./group-tries";
import { recognise } from "./recognise";
import { NOTHING_AFTER, remedyFor, UNANSWERED } from "./remedies";
import type { ClientTry, TriesView } from "./schema";

/** Tries that are shown. */
const MAX_TRIES = 25;
/** A client goes on by itself within this time. */
const CLIENT_WAITS_MS = 30_000;
/** Time a person has to answer the consent screen. */
const PERSON_WAITS_MS = 30 * MINUTE_SECONDS * 1000;
/** Between the consent and the connection that it made. */
const SAME_MOMENT_MS = 60_000;

/**
 * What clients tried lately, newest first, how far each came and what to do about it; `visibleAttempts` says what a
 * person sees of it.
 * @param input.address network address of the person who asks
 */
export async function listTries(caller: Caller, input: { address: string }): Promise<TriesView> {
  await settleAttempts();
  const now = new Date();
  const tries = groupTries(await visibleAttempts(caller, input))
    .filter(({ attempts }) => attempts.every(({ userAgent }) => userAgent !== SELF_TEST_AGENT))
    .toSorted((a, b) => +lastOf(b).at - +lastOf(a).at)
    .slice(0, MAX_TRIES);
  const firstCalls = await callsOf(caller, tries);
  return {
    items: tries.map((known, index) => toView(caller, known, firstCalls[index] ?? null, now)),
    looked_at: now.toISOString(),
  };
}

function lastOf({ attempts }: Try): VisibleAttempt {
  return attempts.at(-1) as VisibleAttempt;
}

function consentOf({ attempts }: Try): VisibleAttempt | undefined {
  return attempts.findLast(({ step, outcome }) => step === "consent" && outcome === "ok");
}

/** When the connections that the tries led to were last used; null where they never were, or led to none. */
async function callsOf(caller: Caller, tries: readonly Try[]): Promise<(Date | null)[]> {
  const clientIds = tries.flatMap((known) => (consentOf(known) && known.clientId ? [known.clientId] : []));
  if (clientIds.length === 0) return tries.map(() => null);
  const connections = await dbFor(caller).connection.findMany({
    where: { AND: [visibleTo(caller), { clientId: { in: clientIds }, lastUsedAt: { not: null } }] },
    select: { clientId: true, createdAt: true, lastUsedAt: true },
  });
  return tries.map((known) => {
    const consent = consentOf(known);
    const made = connections.find(
      ({ clientId, createdAt }) =>
        clientId === known.clientId && consent && Math.abs(+createdAt - +consent.at) <= SAME_MOMENT_MS,
    );
    return made?.lastUsedAt ?? null;
  });
}

function toView(caller: Caller, known: Try, usedAt: Date | null, now: Date): ClientTry {
  const { attempts, clientId } = known;
  const [first] = attempts as [VisibleAttempt];
  const client = recognise({
    clientId,
    name: attempts.findLast(({ clientName }) => clientName !== "")?.clientName ?? "",
    userAgents: attempts.filter(({ step }) => !isInBrowser(step)).map(({ userAgent }) => userAgent),
  });
  const endpoint = attempts.findLast(({ endpoint }) => endpoint !== "")?.endpoint ?? null;
  const end = endOf(known, usedAt, now);
  const { problem } = end;
  return {
    key: first.id,
    client,
    endpoint,
    started_at: first.at.toISOString(),
    last_at: new Date(Math.max(+lastOf(known).at, +(usedAt ?? 0))).toISOString(),
    state: end.state,
    steps: ATTEMPT_STEPS.map((step) => stepView(step, attempts, end, usedAt)),
    problem: problem && {
      step: problem.step,
      code: problem.code,
      detail: problem.detail,
      url: urlFor(caller, endpoint, problem.code),
      ...withShow(remedyFor(problem, client)),
    },
  };
}

function withShow({ title, remedy, show }: ReturnType<typeof remedyFor>) {
  return { title, remedy, show: show ?? null };
}

/** Steps that a person's browser takes, whatever the client is. */
function isInBrowser(step: AttemptStep): boolean {
  return step === "authorization" || step === "consent";
}

/** The connection URL to use: the one that was meant when it is one, else the account's or the project's own. */
function urlFor(caller: Caller, endpoint: string | null, code: string): string {
  const meant = endpoint === null ? null : resourceAt(endpoint);
  const isOwn = meant?.kind !== "project" || caller.projectIds.includes(meant.projectId);
  if (meant !== null && isOwn) return meant.uri;
  const [projectId] = caller.projectIds;
  const own = projectId === undefined ? null : resourceAt(`/mcp/projects/${projectId}`);
  const meantProject = code === "not_found" || (endpoint?.startsWith("/mcp/") ?? false);
  return (meantProject ? own?.uri : undefined) ?? DEFAULT_RESOURCE.uri;
}

interface End {
  state: ClientTry["state"];
  /** The step that failed, is awaited, or was the last. */
  step: AttemptStep;
  problem: { step: AttemptStep; code: string; detail: string } | null;
}

function endOf(known: Try, usedAt: Date | null, now: Date): End {
  const { attempts } = known;
  const failure = lastFailure(attempts);
  if (failure && isUnmended(failure, attempts, usedAt)) {
    const { step, errorCode, detail } = failure;
    return { state: "failed", step, problem: { step, code: errorCode ?? "server_error", detail } };
  }
  if (usedAt !== null) return { state: "connected", step: "call", problem: null };
  const furthest = attempts
    .filter(({ outcome }) => outcome !== "failed")
    .reduce((far, next) => (rankOf(next.step) >= rankOf(far.step) ? next : far));
  const quietMs = +now - +lastOf(known).at;
  const awaited = isAnsweredByPerson(furthest);
  const next = awaited ? "consent" : (ATTEMPT_STEPS[rankOf(furthest.step) + 1] ?? "call");
  if (quietMs <= (awaited ? PERSON_WAITS_MS : CLIENT_WAITS_MS)) {
    return { state: "waiting", step: next, problem: null };
  }
  const problem = awaited
    ? ({ step: "authorization", code: UNANSWERED, detail: "" } as const)
    : { step: furthest.step, code: NOTHING_AFTER, detail: "" };
  // A client that has its access is not broken; somebody has to use it.
  const state = furthest.step === "token" ? "waiting" : "failed";
  return { state, step: next, problem };
}

/** The last failure; that the person went back to the app after a policy's refusal is none of its own. */
function lastFailure(attempts: readonly VisibleAttempt[]): VisibleAttempt | undefined {
  const failures = attempts.filter(({ outcome }) => outcome === "failed");
  const last = failures.at(-1);
  const byPolicy = failures.findLast(
    ({ step, errorCode }) => step === "consent" && errorCode !== "access_denied",
  );
  return last?.errorCode === "access_denied" ? (byPolicy ?? last) : last;
}

function isAnsweredByPerson({ step, outcome }: VisibleAttempt): boolean {
  return step === "authorization" || (step === "consent" && outcome === "asked");
}

/** Whether nothing went right after a failure, at that step or a later one. */
function isUnmended(
  { at: failedAt, step: failedStep }: VisibleAttempt,
  attempts: readonly VisibleAttempt[],
  usedAt: Date | null,
): boolean {
  if (usedAt !== null && usedAt > failedAt) return false;
  return !attempts.some(({ at, step, outcome }) => {
    if (outcome === "failed" || at < failedAt) return false;
    // Clients look for the sign-in server elsewhere when an address is none of ours; that alone mends nothing.
    if (failedStep === "resource_metadata" && step === "server_metadata") return false;
    return rankOf(step) >= rankOf(failedStep);
  });
}

function stepView(
  step: AttemptStep,
  attempts: readonly VisibleAttempt[],
  end: End,
  usedAt: Date | null,
): ClientTry["steps"][number] {
  const seen = attempts.findLast((attempt) => attempt.step === step);
  const at = (step === "call" && usedAt ? usedAt : seen?.at)?.toISOString() ?? null;
  const [rank, endRank] = [rankOf(step), rankOf(end.step)];
  if (end.state === "connected") return { step, state: "done", at };
  if (rank < endRank) return { step, state: "done", at };
  if (rank > endRank) return { step, state: "ahead", at: null };
  return {
    step,
    state: end.state === "failed" ? "failed" : "waiting",
    at: end.state === "failed" ? at : null,
  };
}
