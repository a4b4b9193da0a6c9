import "server-only";
import { ATTEMPT_STEPS } from "@/lib/auth/values";
import type { VisibleAttempt } from "@/lib/auth/visible-attempts";
import { MINUTE_SECONDS } from "@/lib/core/clock";

/** Steps from the same sender further apart than this are two tries. */
const SENDER_GAP_MS = 10 * MINUTE_SECONDS * 1000;
/** A person has half an hour to answer the consent screen. */
const CLIENT_GAP_MS = 35 * MINUTE_SECONDS * 1000;
/** From reading the metadata to opening the browser takes a client no longer. */
const BROWSER_GAP_MS = 2 * MINUTE_SECONDS * 1000;

/** Steps of one client that tried once, oldest first. */
export interface Try {
  attempts: VisibleAttempt[];
  clientId: string | null;
}

/**
 * Puts steps together that belong to one try: the same client id, or the same sender while no other client id speaks
 * against it. The browser of the person is another sender than the client, and a hosted client sends from several.
 * @param attempts oldest first
 */
export function groupTries(attempts: readonly VisibleAttempt[]): Try[] {
  let tries: Try[] = [];
  for (const attempt of attempts) {
    const byClient = tries.findLast((known) => isSameClient(known, attempt));
    const bySender = tries.findLast((known) => isSameSender(known, attempt) && known !== byClient);
    const target = byClient ?? bySender ?? tries.findLast((known) => isDiscoveryOf(known, attempt));
    if (target === undefined) {
      tries.push({ attempts: [attempt], clientId: attempt.clientId });
      continue;
    }
    target.attempts.push(attempt);
    target.clientId ??= attempt.clientId;
    if (byClient && bySender && bySender.clientId === null && !hasDiscovery(byClient)) {
      // The client read the metadata before its browser named it.
      byClient.attempts = [...bySender.attempts, ...byClient.attempts].toSorted((a, b) => +a.at - +b.at);
      tries = tries.filter((known) => known !== bySender);
    }
  }
  return tries;
}

function lastOf({ attempts }: Try): VisibleAttempt {
  return attempts.at(-1) as VisibleAttempt;
}

export function rankOf(step: VisibleAttempt["step"]): number {
  return ATTEMPT_STEPS.indexOf(step);
}

function isSameClient(known: Try, attempt: VisibleAttempt): boolean {
  return (
    attempt.clientId !== null &&
    known.clientId === attempt.clientId &&
    +attempt.at - +lastOf(known).at <= CLIENT_GAP_MS &&
    !startsAnew(known, attempt)
  );
}

function isSameSender(known: Try, attempt: VisibleAttempt): boolean {
  return (
    known.attempts.some(
      ({ address, userAgent }) => address === attempt.address && userAgent === attempt.userAgent,
    ) &&
    +attempt.at - +lastOf(known).at <= SENDER_GAP_MS &&
    (attempt.clientId === null || known.clientId === null || attempt.clientId === known.clientId) &&
    !startsAnew(known, attempt)
  );
}

/** A person's browser opens for a client that read the metadata from the same network a moment ago. */
function isDiscoveryOf(known: Try, attempt: VisibleAttempt): boolean {
  return (
    attempt.step === "authorization" &&
    known.clientId === null &&
    known.attempts.some(({ step }) => step === "server_metadata") &&
    lastOf(known).address === attempt.address &&
    +attempt.at - +lastOf(known).at <= BROWSER_GAP_MS
  );
}

/** Whoever asks for a credential, registers or opens the browser again after coming further, starts again. */
function startsAnew(known: Try, attempt: VisibleAttempt): boolean {
  const furthest = Math.max(...known.attempts.map(({ step }) => rankOf(step)));
  if (attempt.step === "challenge") {
    // While the browser is open, some clients ask whether they may in by now.
    const { at, outcome } = lastOf(known);
    const mayWait = outcome !== "failed" && +attempt.at - +at <= BROWSER_GAP_MS;
    return furthest > rankOf("authorization") || (furthest >= rankOf("registration") && !mayWait);
  }
  if (attempt.step === "registration") return furthest > rankOf("registration");
  return attempt.step === "authorization" && furthest > rankOf("authorization");
}

function hasDiscovery({ attempts }: Try): boolean {
  return attempts.some(({ step }) => rankOf(step) < rankOf("registration"));
}
