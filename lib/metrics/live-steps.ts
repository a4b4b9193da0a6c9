import "server-only";
import { HOUR_SECONDS, MINUTE_SECONDS } from "@/lib/core/clock";

/** Length of a step of `metric_live`, in milliseconds. */
export const LIVE_STEP_MS = 5 * MINUTE_SECONDS * 1000;

/** How far back the steps go, in milliseconds. What happened earlier is never written there. */
export const LIVE_SPAN_MS = 48 * HOUR_SECONDS * 1000;

/** How long a step is kept, in seconds: an hour more, so that no reader finds its first step gone. */
export const LIVE_KEPT_SECONDS = LIVE_SPAN_MS / 1000 + HOUR_SECONDS;
