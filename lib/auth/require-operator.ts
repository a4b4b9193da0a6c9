import "server-only";
import { InsufficientPermissionError } from "@/lib/core/errors";
import type { Caller } from "./caller";

/** @throws InsufficientPermissionError the caller is not the operator's terminal */
export function requireOperator(caller: Caller, nextStep?: string): void {
  if (caller.actor.kind === "operator") return;
  throw new InsufficientPermissionError("organisation:manage", {
    reason: "operator_only",
    nextStep: nextStep ?? "Only the operator of this installation can do this, in the terminal.",
  });
}
