/** Every way a request can fail for a reason the caller can understand. Closed: each protocol has a complete table over it. */
export type ErrorCode =
  | "invalid_input"
  | "unauthenticated"
  | "tier_required"
  | "insufficient_permission"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "not_yet_available"
  | "upstream_failed";

/** One field that broke a rule; `path` uses dots, such as `turns.0.role`. */
export interface FieldProblem {
  path: string;
  message: string;
}

export interface AppErrorOptions {
  /** Finer published code, such as `integration_slug_conflict`. */
  reason?: string;
  /** What to do next, in one sentence. */
  nextStep?: string;
  problems?: readonly FieldProblem[];
  cause?: unknown;
}

/** A failure whose `message` may be shown to anyone; `cause` is only logged. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly reason?: string;
  readonly nextStep?: string;
  readonly problems: readonly FieldProblem[];

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.reason = options.reason;
    this.nextStep = options.nextStep;
    this.problems = options.problems ?? [];
  }
}

export class InvalidInputError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super("invalid_input", message, options);
  }
}

export class UnauthenticatedError extends AppError {
  constructor(message = "Sign in to continue.", options?: AppErrorOptions) {
    super("unauthenticated", message, options);
  }
}

export class InsufficientPermissionError extends AppError {
  readonly permission: string;

  constructor(permission: string, options?: AppErrorOptions) {
    super("insufficient_permission", `This needs the permission ${permission}.`, {
      nextStep: "Ask an owner or admin of the organisation to grant it.",
      ...options,
    });
    this.permission = permission;
  }
}

export class TierRequiredError extends AppError {
  constructor(tier: string, options?: AppErrorOptions) {
    super("tier_required", `This needs the ${tier} tier or above.`, {
      nextStep: "Change the organisation's plan under Settings.",
      ...options,
    });
  }
}

/** Also for rows of another tenant: what a caller may not see does not exist for them. */
export class NotFoundError extends AppError {
  constructor(thing: string, id?: string, options?: AppErrorOptions) {
    super("not_found", id ? `There is no ${thing} ${id}.` : `There is no such ${thing}.`, options);
  }
}

export class ConflictError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super("conflict", message, options);
  }
}

export class RateLimitedError extends AppError {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: AppErrorOptions) {
    super("rate_limited", message, { nextStep: `Try again in ${retryAfterSeconds} seconds.`, ...options });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Something that is announced and does not work yet. */
export class NotYetAvailableError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super("not_yet_available", message, options);
  }
}

export class UpstreamFailedError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super("upstream_failed", message, options);
  }
}

/** Shown for every failure that is ours; the request id leads to the log line. */
export const INTERNAL_ERROR_TEXT = "Something went wrong on our side. Nothing was changed.";
