import { serveMcp } from "@/lib/mcp/serve";

function serve(request: Request): Promise<Response> {
  return serveMcp(request, { endpoint: "readonly", access: "readonly" });
}

export { serve as DELETE, serve as GET, serve as OPTIONS, serve as POST };
