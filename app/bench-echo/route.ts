import { env } from "@/lib/core/env";

/** The SDK's echo tool in a bare route handler, for the benchmark to compare with; absent outside of it. */
export async function POST(request: Request): Promise<Response> {
  if (!env.isBenchmark) return new Response("Not found.\n", { status: 404 });
  const { echoHandler } = await import("@/lib/mcp/bench-echo");
  return echoHandler.fetch(request);
}
