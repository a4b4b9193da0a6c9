"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";

const STALE_MS = 10_000;

let ofThisTab: QueryClient | undefined;

/** One cache per browser tab; on the server one per render, so that nothing is shared between people. */
function queryClient(): QueryClient {
  const make = () => new QueryClient({ defaultOptions: { queries: { staleTime: STALE_MS, retry: 1 } } });
  if (typeof window === "undefined") return make();
  ofThisTab ??= make();
  return ofThisTab;
}

/** Around what moves under the reader's eyes; pages that only show something need not load it. */
export function QueryProvider({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queryClient()}>{children}</QueryClientProvider>;
}
