import "server-only";
import { takeAttempt } from "@/lib/auth/attempts";
import { HOUR_SECONDS } from "@/lib/core/clock";
import { type ClientMetadata, readClientMetadata } from "./client-metadata";
import { oauthError } from "./responses";

/** Registrations an address may make in an hour. Generous, because hosted clients share addresses. */
const REGISTRATIONS_PER_HOUR = 240;

/** @returns the answer to send when this address registers too many clients; null when it may go on */
export async function refuseRegistration(address: string): Promise<Response | null> {
  const wait = await takeAttempt({
    subject: `register:${address}`,
    limit: REGISTRATIONS_PER_HOUR,
    spanSeconds: HOUR_SECONDS,
  });
  if (wait === 0) return null;
  return oauthError(429, "temporarily_unavailable", `Too many registrations. Try again in ${wait} seconds.`, {
    "retry-after": String(wait),
  });
}

/**
 * The metadata that is registered for what a client sent (RFC 7591 §3.1).
 * @throws errors.InvalidClientMetadata, errors.InvalidRedirectUri
 */
export function readRegistration(body: string): ClientMetadata {
  let sent: unknown;
  try {
    sent = JSON.parse(body);
  } catch {
    sent = undefined;
  }
  return readClientMetadata(sent, "registration");
}
