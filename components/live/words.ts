import type { LiveEventView } from "@/lib/live/schema";

/** What happened, in a few words. */
export function eventTitle({ kind, written_by, ticket_status }: LiveEventView): string {
  if (kind === "conversation") return "New conversation";
  if (kind === "lead") return "New lead";
  if (kind === "ticket") return ticket_status === "new" ? "New ticket" : "Ticket changed";
  return written_by === "agent" ? "Reply sent" : "New message";
}

/** "45 s", "12 min", "1 h 5 min". */
export function formatWait(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
