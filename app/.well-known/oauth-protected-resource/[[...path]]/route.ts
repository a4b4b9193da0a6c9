import { answerProtectedResource } from "@/lib/oauth/metadata";
import { preflight } from "@/lib/oauth/responses";

type Context = RouteContext<"/.well-known/oauth-protected-resource/[[...path]]">;

export async function GET(request: Request, context: Context): Promise<Response> {
  const { path } = await context.params;
  return answerProtectedResource(request, path ?? []);
}

export function OPTIONS(): Response {
  return preflight("GET");
}
