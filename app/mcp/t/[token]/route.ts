import { serveMcp } from "@/lib/mcp/serve";

async function serve(request: Request, ctx: RouteContext<"/mcp/t/[token]">): Promise<Response> {
  const { token } = await ctx.params;
  return serveMcp(request, { endpoint: "secret_address", access: "full", urlToken: token });
}

export { serve as DELETE, serve as GET, serve as OPTIONS, serve as POST };
