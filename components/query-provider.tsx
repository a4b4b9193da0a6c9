"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { queryClient } from "@/components/query-client";

/**
 * Around what moves under the reader's eyes. Only what is loaded on demand may stand in it: TanStack Query is a tenth of
 * what a page may weigh.
 */
export function QueryProvider({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queryClient()}>{children}</QueryClientProvider>;
}
