import type { z } from "zod";
import { listApprovals } from "@/lib/approvals/list";
import { callerForProject } from "@/lib/auth/session";
import { csvResponse, inTurn } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = [
  ...["asked", "tool", "chatbot", "connection", "client", "asked for", "state", "changes"],
  ...["decided", "decided by", "reason", "error", "id"],
];

/** The changes that assistants asked for as a file, those that wait first. */
export const GET = defineRoute<z.ZodUndefined, { projectId: string }>({
  handle: async ({ params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "approvals.csv",
      HEADER,
      inTurn(["waiting", "decided"], (state, cursor) =>
        listApprovals(caller, { state, limit: PAGE_SIZE, cursor }),
      ),
      (approval) => [
        approval.created_at,
        approval.tool,
        approval.chatbot?.name,
        approval.connection.label,
        approval.connection.client_name,
        approval.asked_for.name,
        approval.state,
        approval.changes.map(({ field, before, after }) => `${field}: ${before} → ${after}`).join("; "),
        approval.decided_at,
        approval.decided_by?.name,
        approval.reason,
        approval.error?.message,
        approval.id,
      ],
    );
  },
});
