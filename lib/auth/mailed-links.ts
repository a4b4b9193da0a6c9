import "server-only";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import type { AttemptLimit } from "./attempts";

const SPAN_SECONDS = 15 * MINUTE_SECONDS;

/** Links that are sent to one address, whoever asks; the same for addresses nobody has. */
export function linkForEmail(email: string): AttemptLimit {
  return { subject: `mail-link:${email}`, limit: 5, spanSeconds: SPAN_SECONDS };
}

/** Links that are asked for from one address of the network; offices share one. */
export function linkFromAddress(address: string): AttemptLimit {
  return { subject: `mail-link-address:${address}`, limit: 30, spanSeconds: SPAN_SECONDS };
}
