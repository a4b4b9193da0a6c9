import { Fragment } from "react";
import { formatClock, formatDate, formatMoment } from "@/components/format/time";
import type { MessageView } from "@/lib/conversations/schema";
import { cn } from "@/lib/core/cn";

export interface TranscriptProps {
  messages: readonly MessageView[];
  /** Names of the two sides. */
  customer: string;
  chatbot: string;
}

/** A conversation as both sides saw it, the customer on the left. Messages are text, never markup. */
export function Transcript({ messages, customer, chatbot }: TranscriptProps) {
  return (
    <section aria-label="Transcript" className="rounded-lg border bg-card px-3 py-4 shadow-xs sm:px-5">
      <ol className="grid gap-1">
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const isNewDay = !before || before.sent_at.slice(0, 10) !== message.sent_at.slice(0, 10);
          const isNewSide = isNewDay || before?.role !== message.role;
          return (
            <Fragment key={message.id}>
              {isNewDay && (
                <li className="py-2 text-center text-muted-foreground text-xs">
                  <time dateTime={message.sent_at.slice(0, 10)}>{formatDate(message.sent_at)}</time>
                </li>
              )}
              <Bubble
                message={message}
                author={message.role === "user" ? customer : chatbot}
                showsAuthor={isNewSide}
              />
            </Fragment>
          );
        })}
      </ol>
    </section>
  );
}

interface BubbleProps {
  message: MessageView;
  author: string;
  showsAuthor: boolean;
}

function Bubble({ message, author, showsAuthor }: BubbleProps) {
  const isCustomer = message.role === "user";
  return (
    <li
      id={`message-${message.position}`}
      data-role={message.role}
      className={cn(
        "group/message flex max-w-[85%] scroll-mt-20 flex-col sm:max-w-[75%]",
        isCustomer ? "items-start justify-self-start" : "items-end justify-self-end",
        showsAuthor && "mt-2",
      )}
    >
      <p className={cn("mb-1 px-1 text-muted-foreground text-xs", !showsAuthor && "sr-only")}>
        <span className="font-medium text-foreground">{author}</span>{" "}
        <span>{isCustomer ? "Customer" : "Chatbot"}</span>
      </p>
      <p
        dir="auto"
        className={cn(
          "whitespace-pre-wrap break-words rounded-xl px-3 py-2 text-base [overflow-wrap:anywhere] group-target/message:outline-2 group-target/message:outline-ring group-target/message:outline-offset-2",
          isCustomer ? "rounded-tl-sm bg-muted" : "rounded-tr-sm bg-primary-subtle",
        )}
      >
        {message.content}
      </p>
      <time
        dateTime={message.sent_at}
        title={formatMoment(message.sent_at)}
        className="mt-0.5 px-1 text-2xs text-muted-foreground"
      >
        {formatClock(message.sent_at)}
      </time>
    </li>
  );
}
