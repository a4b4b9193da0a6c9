"use client";

import { ErrorMessage, type ErrorMessageProps } from "@/components/shell/error-message";

export default function ErrorPage({ error, reset }: ErrorMessageProps) {
  return <ErrorMessage error={error} reset={reset} />;
}
