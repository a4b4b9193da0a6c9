import { callerForProject } from "@/lib/auth/session";
import { listInbox } from "@/lib/conversations/inbox";
import { inboxFilters } from "@/lib/conversations/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;

/**
 * One line for each conversation. Times are UTC; `visitor` is the name, `handler` who answers now, `first_message` the
 * beginning of the customer's first message and `found` the newest message that matches a search, with `**` around words.
 */
const HEADER = [
  ...["id", "started_at", "last_message_at", "platform", "chatbot", "visitor", "visitor_id", "handler"],
  ...["assignee", "unread", "messages_of_customer", "replies", "first_message", "found"],
];

/** The inbox as a file, with the filters of the page. */
export const GET = defineRoute<typeof inboxFilters, { projectId: string }>({
  input: inboxFilters,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "conversations.csv",
      HEADER,
      (cursor) => listInbox(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (row) => [
        row.id,
        row.started_at,
        row.last_message_at,
        row.platform,
        row.chatbot_name,
        row.visitor?.name ?? "",
        row.visitor?.id ?? "",
        row.handler,
        row.assignee?.name ?? "",
        row.is_unread ? "yes" : "no",
        row.user_message_count,
        row.agent_message_count,
        row.preview,
        row.match?.snippet ?? "",
      ],
    );
  },
});
