import "server-only";
import { type AttemptFacts, noteAttempt, sourceOf } from "@/lib/auth/connect-attempts";
import { checkBearer, readBearer } from "@/lib/auth/credential";
import type { Endpoint } from "./endpoint";

/** Notes that a request was refused before any tool was reached, for the page that tells people why. */
export async function noteRefusal(request: Request, endpoint: Endpoint, response: Response): Promise<void> {
  if (![401, 403, 429].includes(response.status) || endpoint.path === "/mcp-conformance") return;
  const body = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { error?: string | { message?: string }; error_description?: string };
  const facts: Pick<AttemptFacts, "step" | "outcome" | "errorCode" | "detail"> =
    body.error === "unauthorized"
      ? { step: "challenge", outcome: "asked" }
      : {
          step: "call",
          outcome: "failed",
          errorCode: typeof body.error === "string" ? body.error : OTHERWISE[response.status],
          detail: body.error_description ?? (typeof body.error === "object" ? body.error.message : undefined),
        };
  noteAttempt(sourceOf(request.headers), {
    ...facts,
    endpoint: endpoint.path,
    connectionId: await connectionOf(request, endpoint),
  });
}

/** Refusals whose body names no code. */
const OTHERWISE: Record<number, string> = { 403: "source_refused", 429: "too_many_requests" };

/** The approval a refused token was issued for; the signature proves it, even when the approval has ended. */
async function connectionOf(request: Request, endpoint: Endpoint): Promise<string | undefined> {
  const bearer = readBearer(request.headers);
  const credential = bearer === null ? null : await checkBearer(bearer, endpoint.resource);
  return credential?.kind === "token" ? credential.connectionId : undefined;
}
