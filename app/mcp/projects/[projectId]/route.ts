import { serveMcp } from "@/lib/mcp/serve";

async function serve(request: Request, ctx: RouteContext<"/mcp/projects/[projectId]">): Promise<Response> {
  const { projectId } = await ctx.params;
  return serveMcp(request, { endpoint: "project", access: "full", projectId });
}

export { serve as DELETE, serve as GET, serve as OPTIONS, serve as POST };
