import { serveMcp } from "@/lib/mcp/serve";

function serve(request: Request): Promise<Response> {
  return serveMcp(request, { endpoint: "account", access: "full" });
}

export { serve as DELETE, serve as GET, serve as OPTIONS, serve as POST };
