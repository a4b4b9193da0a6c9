import "server-only";
import type { z } from "zod";
import {
  AppError,
  type ErrorCode,
  INTERNAL_ERROR_TEXT,
  InvalidInputError,
  RateLimitedError,
} from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import type { PublicError } from "./schema";

/** HTTP status of each failure (RFC 9110 §15). */
export const HTTP_STATUS = {
  invalid_input: 400,
  unauthenticated: 401,
  tier_required: 402,
  insufficient_permission: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  not_yet_available: 501,
  upstream_failed: 502,
} as const satisfies Record<ErrorCode, number>;

/** Title of each failure's problem type (RFC 9457 §3.1.3): the same for every occurrence. */
export const PROBLEM_TITLE = {
  invalid_input: "The input is not valid",
  unauthenticated: "Sign-in needed",
  tier_required: "The plan does not include this",
  insufficient_permission: "Permission missing",
  not_found: "Not found",
  conflict: "Conflict with the current state",
  rate_limited: "Too many requests",
  not_yet_available: "Not available yet",
  upstream_failed: "Another service failed",
} as const satisfies Record<ErrorCode, string>;

/** Turns what a schema found wrong into one error whose problems name each field with a dotted path. */
export function toInvalidInput(error: z.ZodError): InvalidInputError {
  const problems = error.issues.map((issue) => ({
    path: issue.path.map(String).join("."),
    message: issue.message,
  }));
  const [first] = problems;
  const where = first?.path ? `${first.path}: ` : "";
  return new InvalidInputError(
    problems.length > 1
      ? `${problems.length} fields are not valid.`
      : `${where}${first?.message ?? "Not valid."}`,
    { problems },
  );
}

/**
 * What may be told about a failure. Anything that is not an `AppError` is logged with the request id and becomes one
 * fixed text: messages of databases and libraries never leave.
 */
export function toPublicError(error: unknown, requestId: string | null): PublicError {
  if (!(error instanceof AppError)) {
    logger.error({ err: error, requestId }, "request failed");
    return { code: "internal_error", message: INTERNAL_ERROR_TEXT, problems: [], requestId };
  }
  if (error.cause !== undefined)
    logger.warn({ err: error.cause, code: error.code, requestId }, "request refused");
  return {
    code: error.code,
    message: error.message,
    problems: [...error.problems],
    requestId,
    ...(error.reason ? { reason: error.reason } : {}),
    ...(error.nextStep ? { nextStep: error.nextStep } : {}),
    ...(error instanceof RateLimitedError ? { retryAfterSeconds: error.retryAfterSeconds } : {}),
  };
}
