import "server-only";
import { env } from "@/lib/core/env";

/**
 * Where to go after signing in: a path of this installation, whatever was asked for. Backslashes, control characters
 * and `//host` are what browsers read as other sites.
 */
export function safePath(asked: string | null | undefined): string {
  if (!asked || asked.length > 2_000 || !URL.canParse(asked, env.baseUrl)) return "/";
  const url = new URL(asked, env.baseUrl);
  if (url.origin !== env.baseUrl || url.username || url.password) return "/";
  const path = `${url.pathname}${url.search}${url.hash}`;
  return path.startsWith("//") ? "/" : path;
}
