import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { addEntry } from "./add-entry";
import type { AddEntryInput, TicketView } from "./schema";

/**
 * Keeps in the thread what the team answered the customer.
 * @throws NotFoundError no such ticket in a project the caller may see
 */
export async function replyToTicket(caller: Caller, input: AddEntryInput): Promise<TicketView> {
  return addEntry(caller, "reply", input);
}
