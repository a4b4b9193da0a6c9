import pino from "pino";
import { env } from "./env";

/** Keys whose values never reach a log, at any depth that is logged. */
const SECRET_KEYS = [
  "password",
  "secret",
  "token",
  "access_token",
  "refresh_token",
  "code_verifier",
  "client_secret",
  "authorization",
  "cookie",
  "apiKey",
];

interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggedError;
}

/** An error's own words only: libraries hang clients, requests and their secrets onto errors. */
function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: loggedError(error.cause) };
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause };
}

/**
 * Structured log on standard output, one JSON object a line. Pass `requestId` in the first argument wherever there is
 * one; secrets under the usual names are masked, but the rule is not to pass them at all.
 */
export const logger = pino({
  level: env.logLevel,
  base: undefined,
  redact: {
    paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `headers["${key}"]`]),
    censor: "[masked]",
  },
  serializers: { err: loggedError, error: loggedError },
});
