import {
  Bot,
  type LucideIcon,
  MessageSquare,
  MessageSquarePlus,
  Radio,
  Ticket,
  UserPlus,
} from "lucide-react";
import { PLATFORM_LABELS } from "@/components/conversations/words";
import { Moment } from "@/components/format/moment";
import { eventTitle } from "@/components/live/words";
import { routes } from "@/components/shell/routes";
import { Card, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RowLink } from "@/components/ui/row-link";
import { cn } from "@/lib/core/cn";
import type { LiveEventView } from "@/lib/live/schema";

export interface EventFeedProps {
  projectId: string;
  /** Newest first. */
  events: readonly LiveEventView[];
  className?: string;
}

/** The newest events; what comes in is read out by screen readers. */
export function EventFeed({ projectId, events, className }: EventFeedProps) {
  return (
    <Card aria-label="Latest events" className={className}>
      <CardHeader>
        <CardTitle>Latest events</CardTitle>
        <CardDescription>New ones appear at the top by themselves.</CardDescription>
      </CardHeader>
      {events.length === 0 ? (
        <EmptyState icon={Radio} title="Nothing has happened yet" className="pt-6 pb-10">
          As soon as a customer writes, it shows up here. There is no need to reload the page.
        </EmptyState>
      ) : (
        <div role="log" aria-label="Latest events">
          <ol className="grid divide-y border-t">
            {events.map((event) => (
              <Item key={event.key} projectId={projectId} event={event} />
            ))}
          </ol>
        </div>
      )}
    </Card>
  );
}

function Item({ projectId, event }: { projectId: string; event: LiveEventView }) {
  const Icon = iconOf(event);
  const href = addressOf(projectId, event);
  const title = eventTitle(event);
  return (
    <li
      className={cn(
        "fade-in relative flex animate-in gap-3 px-4 py-2.5 duration-500",
        href && "hover:bg-muted/50",
      )}
    >
      <span className="mt-0.5 grid size-6 shrink-0 place-content-center rounded-md border bg-muted/60 text-muted-foreground">
        <Icon aria-hidden className="size-3.5" />
      </span>
      <div className="grid min-w-0 flex-1 gap-0.5 text-sm">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          {href ? <RowLink href={href}>{title}</RowLink> : <span className="font-medium">{title}</span>}
          <span className="min-w-0 truncate text-muted-foreground">{aboutOf(event)}</span>
        </p>
        {event.text && <p className="line-clamp-2 break-words text-muted-foreground">{event.text}</p>}
      </div>
      <Moment at={event.at} className="shrink-0 text-muted-foreground text-xs leading-5" />
    </li>
  );
}

function iconOf({ kind, written_by }: LiveEventView): LucideIcon {
  if (kind === "conversation") return MessageSquarePlus;
  if (kind === "ticket") return Ticket;
  if (kind === "lead") return UserPlus;
  return written_by === "agent" ? Bot : MessageSquare;
}

/** Who and where, as far as known. */
function aboutOf({ who, platform }: LiveEventView): string {
  return [who, platform && PLATFORM_LABELS[platform]].filter(Boolean).join(" · ");
}

function addressOf(projectId: string, { kind, target_id }: LiveEventView): string | null {
  if (target_id === null) return null;
  const pages = routes.project(projectId);
  if (kind === "ticket") return pages.ticket(target_id);
  return kind === "lead" ? pages.leads : pages.conversation(target_id);
}
