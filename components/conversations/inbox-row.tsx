"use client";

import { UserRound } from "lucide-react";
import type { MouseEvent } from "react";
import { Snippet } from "@/components/conversations/snippet";
import { PLATFORM_LABELS, visitorName } from "@/components/conversations/words";
import { Moment } from "@/components/format/moment";
import type { InboxConversation } from "@/lib/conversations/schema";
import { cn } from "@/lib/core/cn";

interface InboxRowProps {
  row: InboxConversation;
  href: string;
  isOpened: boolean;
  onOpen: (address: string, event: MouseEvent) => void;
}

/** One conversation of the list: who, when, what was written last, and who looks after it. */
export function InboxRow({ row, href, isOpened, onOpen }: InboxRowProps) {
  return (
    <li>
      <a
        href={href}
        data-conversation={row.id}
        onClick={(event) => onOpen(href, event)}
        aria-current={isOpened ? "true" : undefined}
        className={cn(
          "block px-3 py-2.5 text-sm outline-offset-[-2px] hover:bg-accent",
          isOpened && "bg-primary-subtle hover:bg-primary-subtle",
        )}
      >
        <span className="flex items-baseline gap-2">
          <span className={cn("min-w-0 flex-1 truncate", row.is_unread ? "font-semibold" : "font-medium")}>
            {row.is_unread && (
              <>
                <span aria-hidden className="mr-1.5 inline-block size-2 rounded-full bg-primary" />
                <span className="sr-only">Unread: </span>
              </>
            )}
            {visitorName(row.visitor)}
          </span>
          <Moment at={row.last_message_at} className="shrink-0 text-muted-foreground text-xs" />
        </span>
        <span
          className={cn(
            "mt-0.5 line-clamp-2 break-words text-xs",
            row.is_unread ? "text-foreground" : "text-muted-foreground",
          )}
        >
          <Words row={row} />
        </span>
        <span className="mt-1 flex items-center gap-x-2 text-2xs text-muted-foreground">
          <span>{PLATFORM_LABELS[row.platform]}</span>
          <span aria-hidden>·</span>
          <span className="min-w-0 truncate">{row.chatbot_name}</span>
          {row.handler === "person" && (
            <span className="ml-auto inline-flex min-w-0 shrink-0 items-center gap-1 font-medium text-foreground">
              <UserRound aria-hidden className="size-3" />
              <span className="max-w-32 truncate">{row.assignee?.name ?? "A person"}</span>
            </span>
          )}
          {row.handler === "chatbot" && row.assignee && (
            <span className="ml-auto max-w-32 shrink-0 truncate">For {row.assignee.name ?? "somebody"}</span>
          )}
        </span>
      </a>
    </li>
  );
}

/** What a search found, else what was written last. */
function Words({ row: { match, last_message, preview } }: { row: InboxConversation }) {
  const role = match?.role ?? last_message?.role;
  return (
    <>
      {role === "agent" && <span className="text-muted-foreground">Reply: </span>}
      {match ? (
        <Snippet text={match.snippet} />
      ) : (
        last_message?.text || preview || "No message from the customer"
      )}
    </>
  );
}
