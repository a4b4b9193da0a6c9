import "server-only";
import { type AttemptFacts, noteAttempt, sourceOf } from "@/lib/auth/connect-attempts";
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
          errorCode: typeof body.error === "string" ? body.error : "source_refused",
          detail: body.error_description ?? (typeof body.error === "object" ? body.error.message : undefined),
        };
  noteAttempt(sourceOf(request.headers), { ...facts, endpoint: endpoint.path });
}
