import "server-only";
import { type AttemptLimit, takeAttempt } from "@/lib/auth/attempts";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import { RateLimitedError } from "@/lib/core/errors";

/** How often each kind of request may be made, by one visitor and from one address; shops share addresses. */
export const WIDGET_LIMITS = {
  session: { byAddress: 120, spanSeconds: MINUTE_SECONDS, what: "The chat was opened too often." },
  messages: {
    byVisitor: 20,
    byAddress: 60,
    spanSeconds: MINUTE_SECONDS,
    what: "These were many messages in a short time.",
  },
  /** Reading on, streams, rules: cheap, but not free. */
  reading: {
    byVisitor: 120,
    byAddress: 600,
    spanSeconds: MINUTE_SECONDS,
    what: "The chat asked for too much in a short time.",
  },
  forms: {
    byVisitor: 5,
    byAddress: 30,
    spanSeconds: 10 * MINUTE_SECONDS,
    what: "This form was sent too often.",
  },
} as const satisfies Record<string, WidgetLimit>;
export type WidgetLimitName = keyof typeof WIDGET_LIMITS;

interface WidgetLimit {
  byVisitor?: number;
  byAddress: number;
  spanSeconds: number;
  /** What happened, in words for the visitor. */
  what: string;
}

/**
 * Takes one request of a kind.
 * @param subject the address, or the hash of the visitor's token
 * @throws RateLimitedError too many
 */
export async function requireRoom(
  name: WidgetLimitName,
  by: "visitor" | "address",
  subject: string,
): Promise<void> {
  const { what, spanSeconds, ...rule }: WidgetLimit = WIDGET_LIMITS[name];
  const limit = by === "visitor" ? rule.byVisitor : rule.byAddress;
  if (limit === undefined) return;
  const attempt: AttemptLimit = { subject: `widget-${name}-${by}:${subject}`, limit, spanSeconds };
  const wait = await takeAttempt(attempt);
  if (wait > 0) throw new RateLimitedError(what, wait);
}
