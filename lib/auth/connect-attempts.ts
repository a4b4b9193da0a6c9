import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { DAY_SECONDS, MINUTE_SECONDS } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { logger } from "@/lib/core/logger";
import { prisma } from "@/lib/db/client";
import type { AttemptStep } from "./values";

/** One step, as far as it is known. Never a token, code or secret. */
export interface AttemptFacts {
  step: AttemptStep;
  /** `asked`: it is the other side's turn now, a client's or a person's. */
  outcome: "ok" | "asked" | "failed";
  /** OAuth error code, or a word of ours. */
  errorCode?: string;
  /** A sentence of ours or of the provider about it. */
  detail?: string;
  /** Path of the MCP endpoint. */
  endpoint?: string;
  clientId?: string;
  clientName?: string;
  organisationId?: string;
  userId?: string;
  /** The approval it belongs to; organisation, person and client are filled in from it. */
  connectionId?: string;
}

/** Who sent a request, for matching steps that carry no client id. */
export interface AttemptSource {
  address: string;
  userAgent: string;
  requestId: string;
}

/** User-Agent of the requests that our own self-test sends. */
export const SELF_TEST_AGENT = "Caramel-self-test";

/**
 * A page can't choose its User-Agent, so the test's part in the browser says it with this header. Not `x-caramel-…`: the
 * server in front takes those away.
 */
const SELF_TEST_HEADER = "caramel-self-test";

export function sourceOf(headers: { get(name: string): string | null }): AttemptSource {
  return {
    address: headers.get("x-caramel-client-ip") ?? "unknown",
    userAgent:
      headers.get(SELF_TEST_HEADER) === null
        ? (headers.get("user-agent") ?? "").slice(0, 300)
        : SELF_TEST_AGENT,
    requestId: (headers.get("x-request-id") ?? "").slice(0, 64),
  };
}

/** Lines are kept for a day. */
const KEPT_SECONDS = DAY_SECONDS;
/** Notes of one address, and of all together, in a minute; what is above is not noted, since nobody could read it. */
const PER_ADDRESS = 60;
const PER_MINUTE = 600;

let minute = { started: 0, all: 0, byAddress: new Map<string, number>() };
const pending = new Set<Promise<void>>();

/**
 * Notes a step, in the background: the answer does not wait for it, and when the database is away it is lost, as the
 * attempt itself will be.
 */
export function noteAttempt(source: AttemptSource, facts: AttemptFacts): void {
  if (!fits(source.address)) return;
  const work = write(source, facts, new Date())
    .catch((error) => logger.debug({ err: error }, "a connection attempt was not noted"))
    .finally(() => pending.delete(work));
  pending.add(work);
}

/** Waits for what is being noted, so that a page shows it; a second at most. */
export async function settleAttempts(): Promise<void> {
  await Promise.race([Promise.all(pending), sleep(1_000, undefined, { ref: false })]);
}

function fits(address: string): boolean {
  const now = Date.now();
  if (now - minute.started > MINUTE_SECONDS * 1000) minute = { started: now, all: 0, byAddress: new Map() };
  const mine = minute.byAddress.get(address) ?? 0;
  if (mine >= PER_ADDRESS || minute.all >= PER_MINUTE) return false;
  minute.all += 1;
  minute.byAddress.set(address, mine + 1);
  return true;
}

async function write(source: AttemptSource, facts: AttemptFacts, at: Date): Promise<void> {
  const connection =
    facts.connectionId === undefined
      ? null
      : await prisma.connection.findUnique({
          where: { id: facts.connectionId },
          select: { organisationId: true, userId: true, clientId: true, clientName: true },
        });
  const clientId = facts.clientId ?? connection?.clientId;
  await prisma.connectAttempt.create({
    data: {
      id: newId("attempt", at),
      at,
      step: facts.step,
      outcome: facts.outcome,
      errorCode: facts.errorCode === undefined ? null : plain(facts.errorCode, 100),
      detail: plain(facts.detail, 500),
      endpoint: plain(facts.endpoint, 200),
      address: source.address,
      userAgent: plain(source.userAgent, 300),
      clientId: clientId === undefined ? null : plain(clientId, 500),
      clientName: plain(facts.clientName ?? connection?.clientName, 200),
      organisationId: facts.organisationId ?? connection?.organisationId ?? null,
      userId: facts.userId ?? connection?.userId ?? null,
      requestId: plain(source.requestId, 64),
    },
    select: { id: true },
  });
}

/** What a stranger sent, as text that PostgreSQL takes. */
function plain(text: string | undefined, maxLength: number): string {
  return (text ?? "").replaceAll("\0", "").slice(0, maxLength).toWellFormed();
}

/** Removes lines that are older than a day. */
export async function sweepAttempts(): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM connect_attempt WHERE at < clock_timestamp() - make_interval(secs => ${KEPT_SECONDS}::int)`;
}
