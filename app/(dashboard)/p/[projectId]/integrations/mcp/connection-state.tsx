import { Badge } from "@/components/ui/badge";
import type { ConnectionView } from "@/lib/connections/schema";

/** What an ended connection's state is called. */
export const ENDED_WORDS = { revoked: "Revoked", expired: "Ran out", left: "Approver left" } as const;

type State = Pick<ConnectionView, "status" | "asks_first" | "access" | "paused_at">;

/** What is out of the ordinary about a standing connection. */
export function ConnectionBadges({ connection }: { connection: State }) {
  return (
    <>
      {connection.status === "blocked" && (
        <Badge variant="destructive" dot title="The organisation's policy does not let this app connect.">
          Blocked by policy
        </Badge>
      )}
      {connection.paused_at && (
        <Badge variant="warning" dot>
          Paused
        </Badge>
      )}
      {connection.asks_first && connection.access === "full" && (
        <Badge variant="success" title="A change waits until somebody approves it.">
          Asks before changes
        </Badge>
      )}
    </>
  );
}
