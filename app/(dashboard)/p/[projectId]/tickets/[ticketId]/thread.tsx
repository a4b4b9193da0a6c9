import { CircleAlert } from "lucide-react";
import { Moment } from "@/components/format/moment";
import { authorName, ENTRY_LABELS } from "@/components/tickets/words";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/lib/core/cn";
import type { TicketDelivery, TicketEntryView } from "@/lib/tickets/schema";

export interface ThreadProps {
  entries: readonly TicketEntryView[];
  /** What became of replies that went by e-mail. */
  mails: TicketDelivery["mails"];
}

/** What was written about a ticket, oldest first. Always text, whatever a customer wrote. */
export function Thread({ entries, mails }: ThreadProps) {
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
            <Mailed mail={mails.find((mail) => mail.entry_id === entry.id)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How far a reply came by e-mail. */
function Mailed({ mail }: { mail: TicketDelivery["mails"][0] | undefined }) {
  if (!mail) return null;
  if (mail.state === "failed") {
    return (
      <p className="flex gap-1 text-destructive-text text-xs">
        <CircleAlert className="mt-0.5 size-3 shrink-0" />
        <span>Not delivered by e-mail: {mail.error}.</span>
      </p>
    );
  }
  if (mail.state === "queued") {
    return (
      <p className="text-muted-foreground text-xs">
        {mail.error === ""
          ? "On its way by e-mail"
          : `Not delivered by e-mail yet: ${mail.error}. It is tried again.`}
      </p>
    );
  }
  return (
    <p className="text-muted-foreground text-xs">
      Sent by e-mail{mail.mailed_at && " "}
      {mail.mailed_at && <Moment at={mail.mailed_at} as="full" />}
    </p>
  );
}
