import "server-only";
import { actingVisitor } from "@/lib/auth/acting-visitor";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import type { VisitorTicketView } from "./schema";
import { visitorTickets } from "./visitor-view";

/** The tickets of the visitor who asks, the newest change first. Nobody else's, and no notes of the team. */
export async function listTicketsOfVisitor(caller: Caller): Promise<VisitorTicketView[]> {
  return visitorTickets(dbFor(caller), actingVisitor(caller));
}
