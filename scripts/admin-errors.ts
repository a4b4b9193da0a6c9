// Failures of the operator's terminal in plain words.
import { AppError } from "@/lib/core/errors";
import { MigrationError } from "@/lib/db/migrate";
import { OperatorError } from "./operator-settings";

export interface Explained {
  code: string;
  message: string;
  next_step?: string;
  problems?: { option: string; message: string }[];
  /** For a person, on standard error. */
  lines: string[];
}

/** What went wrong, which option broke which rule, and what to do next; never a stack trace. */
export function explain(error: unknown): Explained {
  if (error instanceof AppError) {
    const problems = error.problems.map(({ path, message }) => ({ option: optionOf(path), message }));
    const next_step = error.nextStep;
    return {
      code: error.code,
      message: error.message,
      ...(next_step ? { next_step } : {}),
      ...(problems.length > 0 ? { problems } : {}),
      lines: [
        error.message,
        ...problems
          .filter(({ message }) => message !== error.message)
          .map(({ option, message }) => `  ${option}: ${message}`),
        ...(next_step ? [next_step] : []),
      ],
    };
  }
  const message =
    error instanceof OperatorError || error instanceof MigrationError
      ? error.message
      : `Something went wrong: ${firstLine(error)}`;
  return {
    code: error instanceof OperatorError ? "invalid_input" : "internal_error",
    message,
    lines: [message],
  };
}

/** Fields are published as `owner_email`, options as `--owner-email`. */
function optionOf(path: string): string {
  return path === "" || path === "file" ? path : `--${path.replace(/_id$/, "").replaceAll("_", "-")}`;
}

/** Prisma's messages begin with the place in our code; their last line says what happened. */
function firstLine(error: unknown): string {
  const text =
    error instanceof Error ? error.message || String((error as { code?: string }).code) : String(error);
  return (
    text
      .trim()
      .split("\n")
      .findLast((line) => line.trim() !== "")
      ?.trim() ?? "unknown"
  );
}
