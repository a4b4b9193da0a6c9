import "server-only";
import { InvalidInputError } from "@/lib/core/errors";
import { toInstant } from "@/lib/core/schema";

/**
 * The instants that `from` and `to` of a filter stand for; null where there is no bound.
 * @throws InvalidInputError `from` after `to`
 */
export function dateRange(input: { from?: string; to?: string }): { from: Date | null; to: Date | null } {
  const from = input.from === undefined ? null : toInstant(input.from, "first");
  const to = input.to === undefined ? null : toInstant(input.to, "last");
  if (from && to && from > to) {
    throw new InvalidInputError("The date range ends before it starts.", {
      problems: [{ path: "to", message: "must not be before from" }],
      nextStep: "Swap from and to.",
    });
  }
  return { from, to };
}
