import "server-only";
import { type AttemptSource, noteAttempt } from "@/lib/auth/connect-attempts";
import type { PendingRequest } from "./pending-request";
import type { ConsentView } from "./schema";

/**
 * Notes that a person looks at the consent screen, or why there is nothing for them to allow.
 * @param view null when the endpoint's project is none of theirs
 */
export function noteShown(
  source: AttemptSource,
  request: PendingRequest,
  { userId, view }: { userId: string; view: ConsentView | null },
): void {
  const [organisation, ...more] = view?.organisations ?? [];
  // Of several the person has not chosen one yet.
  const organisationId = more.length === 0 ? organisation?.id : undefined;
  const errorCode = view === null ? "not_found" : whyNot(organisation, more.length === 0);
  noteAttempt(source, {
    step: "consent",
    outcome: errorCode === undefined ? "asked" : "failed",
    errorCode,
    clientId: request.clientId,
    clientName: request.client.name,
    endpoint: request.resource.path,
    organisationId,
    userId,
  });
}

function whyNot(
  organisation: ConsentView["organisations"][number] | undefined,
  isOnlyOne: boolean,
): string | undefined {
  return isOnlyOne && organisation?.letsClientConnect === false ? "client_not_allowed" : undefined;
}
