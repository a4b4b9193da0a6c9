import type { ErrorCode, FieldProblem } from "@/lib/core/errors";

/** A failure as forms and API clients see it. `internal_error` is every failure that is ours. */
export interface PublicError {
  code: ErrorCode | "internal_error";
  /** Finer published code, where there is one. */
  reason?: string;
  message: string;
  nextStep?: string;
  problems: FieldProblem[];
  /** Leads to our log line. */
  requestId: string | null;
  retryAfterSeconds?: number;
}

/** What a server action answers. */
export type ActionResult<View> = { ok: true; data: View } | { ok: false; error: PublicError };
