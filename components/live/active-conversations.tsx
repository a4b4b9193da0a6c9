import { PLATFORM_LABELS } from "@/components/conversations/words";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Card, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { RowLink } from "@/components/ui/row-link";
import type { LiveView } from "@/lib/live/schema";
import { ACTIVE_MINUTES } from "@/lib/live/values";

export interface ActiveConversationsProps {
  projectId: string;
  view: LiveView;
  className?: string;
}

/** Conversations with a message in the last minutes. */
export function ActiveConversations({ projectId, view, className }: ActiveConversationsProps) {
  const { active, can_read: canRead, metrics } = view;
  const more = metrics.now.active_last_15_minutes - active.length;
  return (
    <Card aria-label="Active conversations" className={className}>
      <CardHeader>
        <CardTitle>Active now</CardTitle>
        <CardDescription>A message in the last {ACTIVE_MINUTES} minutes</CardDescription>
      </CardHeader>
      {active.length > 0 && (
        <ul className="grid divide-y border-t">
          {active.map((conversation) => (
            <li key={conversation.id} className="relative grid gap-0.5 px-4 py-2.5 text-sm hover:bg-muted/50">
              <div className="flex items-baseline justify-between gap-3">
                <RowLink href={routes.project(projectId).conversation(conversation.id)} className="truncate">
                  {conversation.who ?? "Visitor"}
                </RowLink>
                <Moment
                  at={conversation.last_message_at}
                  className="shrink-0 text-muted-foreground text-xs leading-5"
                />
              </div>
              {conversation.text && <p className="truncate text-muted-foreground">{conversation.text}</p>}
              <div className="flex flex-wrap items-center gap-2 text-muted-foreground text-xs">
                {PLATFORM_LABELS[conversation.platform]} · {conversation.messages}{" "}
                {conversation.messages === 1 ? "message" : "messages"}
                {conversation.is_waiting && <Badge variant="warning">Waiting for an answer</Badge>}
              </div>
            </li>
          ))}
        </ul>
      )}
      <Rest count={more} shown={active.length} canRead={canRead} />
    </Card>
  );
}

function Rest({ count, shown, canRead }: { count: number; shown: number; canRead: boolean }) {
  const text =
    count <= 0
      ? shown === 0 && "Nobody is writing at the moment."
      : canRead
        ? `And ${count} more.`
        : `${count === 1 ? "One conversation is" : `${count} conversations are`} under way. Your role does not let you read them.`;
  return text ? <p className="border-t px-4 py-3 text-muted-foreground text-sm">{text}</p> : null;
}
