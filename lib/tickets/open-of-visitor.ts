import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/** How many tickets of a visitor are not settled. Exact while the visitor is locked. */
export async function openTicketsOf(
  db: TenantTransaction,
  projectId: string,
  visitorId: string,
): Promise<number> {
  return db.ticket.count({ where: { projectId, visitorId, status: { in: ["new", "in_progress"] } } });
}
