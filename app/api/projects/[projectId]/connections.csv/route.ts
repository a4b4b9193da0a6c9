import type { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { listConnections } from "@/lib/connections/list";
import { csvResponse, inTurn } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = [
  ...["name", "client", "approved by", "email", "access", "project", "permissions", "asks first", "state"],
  ...["created", "last used", "calls in 7 days", "ends", "id"],
];

/** The connections that the page shows as a file: an admin's holds the organisation's, a member's their own. */
export const GET = defineRoute<z.ZodUndefined, { projectId: string }>({
  handle: async ({ params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "connections.csv",
      HEADER,
      inTurn(["standing", "ended"], (state, cursor) =>
        listConnections(caller, { state, limit: PAGE_SIZE, cursor }),
      ),
      (connection) => [
        connection.label,
        connection.client_name,
        connection.approved_by.name,
        connection.approved_by.email,
        connection.access,
        connection.project?.name ?? "all",
        connection.permissions.join(" "),
        connection.asks_first,
        connection.status,
        connection.created_at,
        connection.last_used_at,
        connection.calls_7_days,
        connection.expires_at,
        connection.id,
      ],
    );
  },
});
