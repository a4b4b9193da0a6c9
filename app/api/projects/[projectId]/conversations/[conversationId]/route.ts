import { callerForProject } from "@/lib/auth/session";
import { openConversation } from "@/lib/conversations/open";
import { getTranscriptInput } from "@/lib/conversations/schema";
import { NotFoundError } from "@/lib/core/errors";
import { defineRoute } from "@/lib/web/define-route";

const query = getTranscriptInput.omit({ conversation_id: true });

/** A part of a conversation, as the inbox shows it. */
export const GET = defineRoute<typeof query, { projectId: string; conversationId: string }>({
  input: query,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    const id = getTranscriptInput.shape.conversation_id.safeParse(params.conversationId);
    if (!id.success) throw new NotFoundError("conversation", params.conversationId);
    return openConversation(caller, { ...input, conversation_id: id.data });
  },
});
