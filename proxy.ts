import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { DAY_SECONDS } from "@/lib/core/clock";
import { env } from "@/lib/core/env";
import { LAST_PROJECT_COOKIE, projectOfPath } from "@/lib/web/last-project";
import { pageHeaders } from "@/lib/web/security-headers";

/**
 * Puts the security headers on every page. It protects nothing else: each page, action and route asks for its caller
 * itself, because whatever runs in front of them can be gone around (CVE-2025-29927).
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const nonce = randomBytes(16).toString("base64");
  const answerHeaders = pageHeaders(pathname, nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-caramel-path", `${pathname}${search}`);
  // Next reads the nonce for its own scripts from here.
  headers.set("content-security-policy", answerHeaders["content-security-policy"] ?? "");
  const response = withHeaders(NextResponse.next({ request: { headers } }), answerHeaders);
  const projectId = projectOfPath(pathname);
  if (projectId !== null && request.cookies.get(LAST_PROJECT_COOKIE)?.value !== projectId) {
    response.cookies.set(LAST_PROJECT_COOKIE, projectId, {
      httpOnly: true,
      sameSite: "lax",
      path: "/",
      secure: env.isHttps,
      maxAge: 365 * DAY_SECONDS,
    });
  }
  return response;
}

function withHeaders(response: NextResponse, headers: Record<string, string>): NextResponse {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/**
 * What answers programs goes past: the server process sets its headers, a tool call need not pay for this, and Next keeps
 * a body that runs through here in memory and cuts it off after 10 MB, which uploads would not survive.
 */
export const config = {
  matcher: [
    "/((?!_next/static/|_next/image|favicon\\.ico$|icon\\.svg$|(?:api|mcp|mcp-readonly|mcp-conformance|bench-echo|caramel-mcp\\.tgz|widget\\.js|\\.well-known)(?:/|$)).*)",
  ],
};
