import { callerForProject } from "@/lib/auth/session";
import { listInbox } from "@/lib/conversations/inbox";
import { INBOX_PAGE_SIZE, inboxFilters, listInboxInput } from "@/lib/conversations/schema";
import { defineRoute } from "@/lib/web/define-route";

const query = inboxFilters.extend({ cursor: listInboxInput.shape.cursor });

/** A page of the inbox, with what waits for the person. */
export const GET = defineRoute<typeof query, { projectId: string }>({
  input: query,
  handle: async ({ input, params }) =>
    listInbox(await callerForProject(params.projectId), { ...input, limit: INBOX_PAGE_SIZE }),
});
