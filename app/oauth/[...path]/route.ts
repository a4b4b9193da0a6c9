import { handleOAuth } from "@/lib/oauth/handle";

type Context = RouteContext<"/oauth/[...path]">;

async function handle(request: Request, context: Context): Promise<Response> {
  const { path } = await context.params;
  return handleOAuth(request, `/oauth/${path.join("/")}`);
}

export { handle as GET, handle as OPTIONS, handle as POST };
