"use client";

import type { ErrorMessageProps } from "@/components/shell/error-message";
import { onDemand } from "@/components/ui/on-demand";

// Every page would load it beforehand otherwise.
const ErrorMessage = onDemand(() =>
  import("@/components/shell/error-message").then(
    (module) => module.ErrorMessage,
    () => Unreachable,
  ),
);

/** What is left to say when not even the message could be loaded. */
function Unreachable() {
  return <p className="p-6">Something went wrong. Check your connection and load the page again.</p>;
}

export default function ErrorPage({ error, reset }: ErrorMessageProps) {
  return <ErrorMessage error={error} reset={reset} />;
}
