import "server-only";
import type { Prisma } from "@/lib/db/generated/client";

/** Leads or tickets of a visitor: named as theirs, or made from one of their conversations. */
export function ofVisitor(visitorId: string) {
  return { OR: [{ visitorId }, { conversation: { visitorId } }] } satisfies Prisma.LeadWhereInput &
    Prisma.TicketWhereInput;
}
