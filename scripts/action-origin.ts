// Who may post the dashboard's server actions. Next compares the origin with the Host alone and answers a mismatch with
// 500, which also meets pages of our own behind a proxy that doesn't pass Host on.
import type { IncomingMessage } from "node:http";
import { env } from "@/lib/core/env";

/**
 * Tells what is wrong with a request that would run an action for another site's page (Fetch §3.1 names the page's
 * origin); null for nothing. Lets Next know which of our pages asks.
 */
export function foreignActionFault(request: IncomingMessage): string | null {
  const { origin, host } = request.headers;
  if (origin === undefined || !isAction(request)) return null;
  if (origin === env.baseUrl) {
    request.headers["x-forwarded-host"] = new URL(env.baseUrl).host;
    return null;
  }
  const isOwn = URL.canParse(origin) && new URL(origin).host === host;
  return isOwn ? null : `The request came from another site. Open ${env.baseUrl} and try again.`;
}

/** Called by script, or by a form that was sent before the script was there. */
function isAction({ method, headers }: IncomingMessage): boolean {
  const isForm = /^multipart\/form-data/i.test(headers["content-type"] ?? "");
  return method === "POST" && (headers["next-action"] !== undefined || isForm);
}
