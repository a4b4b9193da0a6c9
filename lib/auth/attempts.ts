import "server-only";
import { RateLimitedError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";

/** A limit on how often something may be tried, by whom. */
export interface AttemptLimit {
  subject: string;
  limit: number;
  spanSeconds: number;
}

/**
 * Takes one attempt.
 * @returns seconds to wait; 0 when the attempt fits
 */
export async function takeAttempt({ subject, limit, spanSeconds }: AttemptLimit): Promise<number> {
  const [row] = await prisma.$queryRaw<[{ wait: number }]>`
    SELECT window_try(${subject}, ${limit}::int, ${spanSeconds}::int) AS wait`;
  return row.wait;
}

/** @throws RateLimitedError when the attempt does not fit */
export async function requireAttempt(attempt: AttemptLimit): Promise<void> {
  const wait = await takeAttempt(attempt);
  if (wait > 0) throw new RateLimitedError("Too many attempts.", wait);
}

/** Failed authentication on the MCP and token endpoints, per client address. Hosted clients share addresses. */
export function failedAuthentication(address: string): AttemptLimit {
  return { subject: `address:${address}`, limit: 120, spanSeconds: 60 };
}

/** Seconds until an attempt would fit, without taking one; 0 when it fits now. */
export async function waitFor({ subject, limit, spanSeconds }: AttemptLimit): Promise<number> {
  const [row] = await prisma.$queryRaw<[{ wait: number }]>`
    SELECT wait_seconds AS wait FROM window_state(${subject}, ${limit}::int, ${spanSeconds}::int)`;
  return row.wait;
}
