import { type NextRequest, NextResponse } from "next/server";
import NextAuth from "next-auth";
import { CONNECT_COOKIE, connectingUser } from "@/lib/auth/connect-intent";
import { authOptions } from "@/lib/auth/next-auth";
import { COOKIE_OPTIONS } from "@/lib/auth/session-cookie";

type Context = RouteContext<"/api/auth/[...nextauth]">;

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const [step, provider = ""] = (await context.params).nextauth;
  if (step !== "callback") return NextAuth(request, context, authOptions()) as Promise<Response>;
  const connecting = await connectingUser((name) => request.cookies.get(name)?.value, provider);
  const answer: Response = await NextAuth(request, context, authOptions(connecting));
  if (!request.cookies.has(CONNECT_COOKIE)) return answer;
  // What was asked for is asked for once, however it ended.
  const response = new NextResponse(answer.body, answer);
  response.cookies.set(CONNECT_COOKIE, "", { ...COOKIE_OPTIONS, maxAge: 0 });
  return response;
}

export { handle as GET, handle as POST };
