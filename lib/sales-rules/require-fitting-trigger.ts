import "server-only";
import { type FieldProblem, InvalidInputError } from "@/lib/core/errors";
import type { RuleFields } from "./rows";
import { THRESHOLDS } from "./values";

/** What several fields of a rule do not agree on. */
export function misfits({ trigger, page_part, threshold }: RuleFields): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const bounds = THRESHOLDS[trigger];
  if (bounds === null && threshold !== null) {
    problems.push({ path: "threshold", message: `The trigger ${trigger} has no threshold; leave it empty.` });
  }
  if (bounds && (threshold === null || threshold < bounds.least || threshold > bounds.most)) {
    problems.push({
      path: "threshold",
      message: `The trigger ${trigger} needs ${bounds.least} to ${bounds.most} ${bounds.unit}.`,
    });
  }
  if (trigger === "page_address" && page_part === "") {
    problems.push({ path: "page_part", message: "The trigger page_address needs a part of the address." });
  }
  return problems;
}

/** @throws InvalidInputError naming each field that does not fit the trigger */
export function requireFittingTrigger(rule: RuleFields): void {
  const problems = misfits(rule);
  if (problems.length === 0) return;
  throw new InvalidInputError("The values do not fit the trigger.", {
    problems,
    nextStep: "Correct the named fields.",
  });
}
