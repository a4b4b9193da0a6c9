import { QueryClient } from "@tanstack/react-query";

const STALE_MS = 10_000;

let ofThisTab: QueryClient | undefined;

/** One cache per browser tab; on the server one per render, so that nothing is shared between people. */
export function queryClient(): QueryClient {
  const make = () => new QueryClient({ defaultOptions: { queries: { staleTime: STALE_MS, retry: 1 } } });
  if (typeof window === "undefined") return make();
  ofThisTab ??= make();
  return ofThisTab;
}
