import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { addEntry } from "./add-entry";
import type { AddEntryInput, TicketView } from "./schema";

/**
 * Keeps a note for the team in the thread.
 * @throws NotFoundError no such ticket in a project the caller may see
 */
export async function addNote(caller: Caller, input: AddEntryInput): Promise<TicketView> {
  return addEntry(caller, "note", input);
}
