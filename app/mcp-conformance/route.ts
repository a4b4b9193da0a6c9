import { env } from "@/lib/core/env";
import { serveMcp } from "@/lib/mcp/serve";

/** Fixtures of the official conformance suite, on the handler of the real endpoints; absent outside such runs. */
async function serve(request: Request): Promise<Response> {
  if (!env.isConformanceRun) return new Response("Not found.\n", { status: 404 });
  const { conformanceToolset } = await import("@/lib/mcp/conformance/toolset");
  return serveMcp(request, { endpoint: "conformance", access: "full", toolset: conformanceToolset });
}

export { serve as DELETE, serve as GET, serve as OPTIONS, serve as POST };
