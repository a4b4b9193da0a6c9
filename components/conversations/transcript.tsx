"use client";

import Link from "next/link";
import { Fragment } from "react";
import { Markdown } from "@/components/conversations/markdown";
import { Moment } from "@/components/format/moment";
import { formatDate } from "@/components/format/time";
import { useTimeZone } from "@/components/format/time-zone";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { onDemand } from "@/components/ui/on-demand";
import type { MessageSource, TranscriptMessage } from "@/lib/conversations/schema";
import { cn } from "@/lib/core/cn";
import { dayIn } from "@/lib/core/time-zone";

// Few replies fail, and there are many reasons.
const FailedReply = onDemand(() =>
  import("@/components/conversations/failed-reply").then((file) => file.FailedReply),
);

export interface TranscriptProps {
  projectId: string;
  messages: readonly TranscriptMessage[];
  /** Names of the two sides. */
  customer: string;
  chatbot: string;
  /** Position of the message that a search found. */
  found?: number | undefined;
  /** Position behind the last message of ours that the customer saw. */
  seenUpTo?: number;
}

/** A conversation as both sides saw it, the customer on the left. What people wrote is text, never markup. */
export function Transcript({ projectId, messages, customer, chatbot, found, seenUpTo = 0 }: TranscriptProps) {
  const zone = useTimeZone();
  const dayOf = (message: TranscriptMessage) => dayIn(zone, Date.parse(message.sent_at));
  const seen = messages.findLast(({ role, position }) => role === "agent" && position < seenUpTo);
  return (
    <ol className="grid gap-1">
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const isNewDay = !before || dayOf(before) !== dayOf(message);
        const isNewSide =
          isNewDay ||
          before?.role !== message.role ||
          before.author?.kind !== message.author?.kind ||
          before.author?.id !== message.author?.id;
        return (
          <Fragment key={message.id}>
            {isNewDay && (
              <li className="py-2 text-center text-muted-foreground text-xs">
                <time dateTime={dayOf(message)}>{formatDate(message.sent_at, zone)}</time>
              </li>
            )}
            <Bubble
              projectId={projectId}
              message={message}
              author={authorOf(message, customer, chatbot)}
              showsAuthor={isNewSide}
              isFound={message.position === found}
              isLastSeen={message === seen}
            />
          </Fragment>
        );
      })}
    </ol>
  );
}

function authorOf({ role, author }: TranscriptMessage, customer: string, chatbot: string) {
  if (role === "user") return { name: customer, kind: "Customer" };
  switch (author?.kind) {
    case "person":
      return { name: author.name ?? "A former member", kind: "Team" };
    case "rule":
      return { name: author.name ?? "A deleted rule", kind: "Sales rule" };
    case "ticket":
      return { name: author.name ?? "A deleted ticket", kind: "Reply to a ticket" };
    default:
      return { name: author?.name ?? chatbot, kind: "Chatbot" };
  }
}

/** Whether the widget shows it as Markdown too: what a chatbot of ours said, and not what was imported. */
function isWritten({ author }: TranscriptMessage): boolean {
  return author?.kind === "chatbot" || author?.kind === "rule";
}

interface BubbleProps {
  projectId: string;
  message: TranscriptMessage;
  author: { name: string; kind: string };
  showsAuthor: boolean;
  isFound: boolean;
  isLastSeen: boolean;
}

function Bubble({ projectId, message, author, showsAuthor, isFound, isLastSeen }: BubbleProps) {
  const isCustomer = message.role === "user";
  return (
    <li
      id={`message-${message.position}`}
      data-role={message.role}
      className={cn(
        "flex max-w-[85%] scroll-mt-20 flex-col sm:max-w-[75%]",
        isCustomer ? "items-start justify-self-start" : "items-end justify-self-end",
        showsAuthor && "mt-2",
      )}
    >
      <p className={cn("mb-1 px-1 text-muted-foreground text-xs", !showsAuthor && "sr-only")}>
        <span className="font-medium text-foreground">{author.name}</span> <span>{author.kind}</span>
      </p>
      <div
        dir="auto"
        className={cn(
          "break-words rounded-xl px-3 py-2 text-base [overflow-wrap:anywhere]",
          isWritten(message) ? "grid max-w-full gap-2" : "whitespace-pre-wrap",
          isCustomer ? "rounded-tl-sm bg-muted" : "rounded-tr-sm bg-primary-subtle",
          message.author?.kind === "person" && "border border-primary/40",
          isFound && "outline-2 outline-ring outline-offset-2",
        )}
      >
        {isWritten(message) ? <Markdown text={message.content} /> : message.content}
      </div>
      {message.sources.length > 0 && <Sources projectId={projectId} sources={message.sources} />}
      <p className="mt-0.5 flex flex-wrap items-center gap-x-2 px-1 text-2xs text-muted-foreground">
        <Moment at={message.sent_at} as="clock" />
        {isLastSeen && <span>Seen</span>}
        <ReplyState reply={message.reply} />
      </p>
    </li>
  );
}

/** What a reply rests on. */
function Sources({ projectId, sources }: { projectId: string; sources: readonly MessageSource[] }) {
  const pages = routes.project(projectId);
  return (
    <ul aria-label="Sources" className="mt-1 flex max-w-full flex-wrap justify-end gap-1 px-1">
      {sources.map((source) => (
        <li key={`${source.id} ${source.position}`} className="max-w-full">
          <Link
            href={source.kind === "product" ? pages.product(source.id) : pages.knowledgeSource(source.id)}
            title={source.quote}
            className="inline-flex max-w-full items-center rounded-sm border bg-card px-1.5 py-0.5 text-2xs text-link hover:bg-accent"
          >
            <span className="truncate">
              {source.title}
              {source.locator && `, ${source.locator}`}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function ReplyState({ reply }: { reply: TranscriptMessage["reply"] }) {
  if (reply?.state === "unanswered") return <Badge variant="warning">No source fitted</Badge>;
  return reply?.state === "failed" ? <FailedReply reply={reply} /> : null;
}
