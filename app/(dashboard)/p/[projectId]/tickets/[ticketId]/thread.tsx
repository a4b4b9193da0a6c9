import { Moment } from "@/components/format/moment";
import { authorName, ENTRY_LABELS } from "@/components/tickets/words";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/lib/core/cn";
import type { TicketEntryView } from "@/lib/tickets/schema";

/** What was written about a ticket, oldest first. Always text, whatever a customer wrote. */
export function Thread({ entries }: { entries: readonly TicketEntryView[] }) {
  return (
    <section aria-label="Thread">
      <ol className="grid gap-3">
        {entries.map((entry) => (
          <li
            key={entry.id}
            className={cn(
              "grid gap-2 rounded-lg border bg-card px-4 py-3 shadow-xs",
              entry.kind === "note" && "border-warning/25 bg-warning-subtle",
            )}
          >
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
              <span className="min-w-0 truncate font-medium">{authorName(entry.author)}</span>
              {(entry.kind !== "message" || entry.author.name !== null) && (
                <Badge variant={entry.kind === "reply" ? "default" : "neutral"}>
                  {ENTRY_LABELS[entry.kind]}
                </Badge>
              )}
              <Moment at={entry.created_at} as="full" className="ml-auto text-muted-foreground text-xs" />
            </p>
            <p dir="auto" className="whitespace-pre-wrap text-base [overflow-wrap:anywhere]">
              {entry.body}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
