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
  serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
});
