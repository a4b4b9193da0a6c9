import "server-only";
import type { z } from "zod";
import { type FieldProblem, InvalidInputError } from "@/lib/core/errors";

/**
 * The arguments of a call in the form the verb takes.
 * @throws InvalidInputError naming each field that breaks a rule
 */
export function parseArguments<Input extends z.ZodObject>(input: Input, args: unknown): z.output<Input> {
  const problems = unstorable(args);
  const parsed = input.safeParse(args ?? {});
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => toProblems(issue, input)));
  if (problems.length > 0 || !parsed.success) {
    throw new InvalidInputError("The arguments do not fit this tool.", {
      problems,
      nextStep: "Correct the named fields and call the tool again.",
    });
  }
  return parsed.data;
}

function toProblems(issue: z.core.$ZodIssue, input: z.ZodObject): FieldProblem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const known = path.length === 0 ? Object.keys(input.shape) : [];
    const hint = known.length === 0 ? "" : ` Known fields: ${known.join(", ")}.`;
    return issue.keys.map((key) => ({
      path: [...path, key].join("."),
      message: `is not a known field.${hint}`,
    }));
  }
  return [{ path: path.join(".") || "arguments", message: issue.message }];
}

/** Text that no database can hold would otherwise fail deep inside a verb. */
function unstorable(value: unknown, path: string[] = []): FieldProblem[] {
  if (typeof value === "string") {
    return value.includes("\u0000") || !value.isWellFormed()
      ? [
          {
            path: path.join(".") || "arguments",
            message: "must be valid Unicode text without NUL characters",
          },
        ]
      : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => unstorable(item, [...path, key]));
}
