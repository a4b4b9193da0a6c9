import "server-only";
import type { Quota } from "@/lib/auth/admission";
import { RateLimitedError } from "@/lib/core/errors";

/** Which limit stopped a call, how long to wait and what is left today, in words for the assistant. */
export function rateLimited(quota: Quota): RateLimitedError {
  const which = {
    minute: `this organisation's limit of ${quota.minuteLimit} tool calls a minute`,
    day: `this organisation's limit of ${quota.dayLimit} tool calls a day (UTC)`,
    project: `the project's limit of ${quota.projectLimit} tool calls a minute from all its connections`,
  }[quota.limitedBy ?? "minute"];
  const wait = quota.retryAfterSeconds;
  return new RateLimitedError(`Nothing was done: ${which} is reached.`, wait, {
    reason: `${quota.limitedBy ?? "minute"}_limit`,
    nextStep: `Wait ${wait} ${wait === 1 ? "second" : "seconds"}, then call again. Left today: ${quota.dayLeft} of ${quota.dayLimit} calls.`,
  });
}

/** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), and `Retry-After` once a limit is reached. */
export function limitHeaders(quota: Quota): Record<string, string> {
  const limits = [
    { name: "minute", limit: quota.minuteLimit, left: quota.minuteLeft, seconds: 60 },
    { name: "day", limit: quota.dayLimit, left: quota.dayLeft, seconds: 86_400 },
    { name: "project", limit: quota.projectLimit, left: quota.projectLeft, seconds: 60 },
  ].filter(({ left }) => left !== null);
  const wait = (name: string) => (quota.limitedBy === name ? `;t=${quota.retryAfterSeconds}` : "");
  return {
    "RateLimit-Policy": limits
      .map(({ name, limit, seconds }) => `"${name}";q=${limit};w=${seconds}`)
      .join(", "),
    RateLimit: limits.map(({ name, left }) => `"${name}";r=${left}${wait(name)}`).join(", "),
    ...(quota.limitedBy !== null && { "Retry-After": String(quota.retryAfterSeconds) }),
  };
}
