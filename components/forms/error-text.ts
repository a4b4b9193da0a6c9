import type { PublicError } from "@/lib/web/schema";

/** A failure of an action in words: what is wrong and what to do, with the reference for what is our fault. */
export function errorText(error: PublicError): string {
  const reference =
    error.code === "internal_error" && error.requestId ? `Reference: ${error.requestId}.` : "";
  return [error.message, error.nextStep, reference].filter(Boolean).join(" ");
}

/** What is wrong with one field, to be shown beside it. */
export function fieldErrors(error: PublicError | undefined, path: string): string[] {
  return (error?.problems ?? []).filter((problem) => problem.path === path).map((problem) => problem.message);
}
