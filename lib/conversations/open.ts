import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { listLeads } from "@/lib/leads/list";
import { listTickets } from "@/lib/tickets/list";
import type { GetTranscriptInput, OpenConversation } from "./schema";
import { getTranscript } from "./transcript";

/** Tickets and leads of a conversation shown beside it. */
const MAX_RELATED = 5;

/**
 * A part of a conversation with the tickets and leads that came of it, as far as the caller may see them.
 * @throws NotFoundError no such conversation in a project the caller may see
 */
export async function openConversation(caller: Caller, input: GetTranscriptInput): Promise<OpenConversation> {
  const transcript = await getTranscript(caller, input);
  const related = { conversation_id: input.conversation_id, limit: MAX_RELATED };
  const [tickets, leads] = await Promise.all([
    caller.permissions.has("tickets:read") ? listTickets(caller, related) : { items: [] },
    caller.permissions.has("leads:read") ? listLeads(caller, related) : { items: [] },
  ]);
  return { ...transcript, tickets: tickets.items, leads: leads.items };
}
