import "server-only";
import { isDatabaseUnreachable, RETRY_AFTER_SECONDS } from "@/lib/db/unreachable";
import { HTTP_STATUS, PROBLEM_TITLE, toPublicError } from "./errors";

/**
 * A failure as `application/problem+json` (RFC 9457), with our code, field problems and request id as extensions. While
 * the database is away it is 503 with the time after which to ask again.
 */
export function problemResponse(error: unknown, requestId: string | null): Response {
  const { code, message, nextStep, problems, reason, ...told } = toPublicError(error, requestId);
  const isAway = isDatabaseUnreachable(error);
  const retryAfterSeconds = isAway ? RETRY_AFTER_SECONDS : told.retryAfterSeconds;
  const status = code === "internal_error" ? (isAway ? 503 : 500) : HTTP_STATUS[code];
  const body = {
    type: `urn:caramel:problem:${code}`,
    title: code === "internal_error" ? "Internal error" : PROBLEM_TITLE[code],
    status,
    detail: message,
    code,
    ...(reason ? { reason } : {}),
    ...(nextStep ? { next_step: nextStep } : {}),
    ...(problems.length > 0 ? { problems } : {}),
    ...(requestId ? { request_id: requestId } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    },
  });
}
