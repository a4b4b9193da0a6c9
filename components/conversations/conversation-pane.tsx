"use client";

import { ArrowLeft, MailOpen } from "lucide-react";
import {
  type MouseEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { Composer } from "@/components/conversations/composer";
import { ConversationActions } from "@/components/conversations/conversation-actions";
import type { InboxProps } from "@/components/conversations/inbox-props";
import { LoadProblem } from "@/components/conversations/load-problem";
import { Transcript } from "@/components/conversations/transcript";
import { useConversation } from "@/components/conversations/use-conversation";
import { visitorName } from "@/components/conversations/words";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import type { InboxConversation, OpenConversation } from "@/lib/conversations/schema";
import type { ActionResult } from "@/lib/web/schema";

// A phone shows neither until it is asked to.
const ConversationDetails = onDemand(
  () =>
    import("@/components/conversations/conversation-details").then((module) => module.ConversationDetails),
  <Skeleton className="h-96" />,
);
const DetailsSheet = onDemand(() =>
  import("@/components/conversations/details-sheet").then((module) => module.DetailsSheet),
);

/** As in the classes below. */
const WIDE = "(min-width: 1400px)";
/** How far above its end a transcript still counts as followed, in pixels. */
const NEAR_END = 120;

export interface ConversationPaneProps extends Omit<InboxProps, "initial" | "conversation"> {
  id: string;
  /** Position of the message to begin at. */
  at: number | undefined;
  initial: OpenConversation | undefined;
  backHref: string;
  onBack: (address: string, event: MouseEvent) => void;
  /** Holds what looks for new messages. */
  look: RefObject<() => void>;
  /** Tells the list what changed here, before the server says so. */
  onChange: (values: Partial<InboxConversation>) => void;
  onHelp: () => void;
}

/** The opened conversation: who, what was written, and the ways to answer. */
export function ConversationPane(props: ConversationPaneProps) {
  const { projectId, id, at, me, actions, onChange } = props;
  const conversation = useConversation(projectId, id, at, props.initial);
  const { data, patch } = conversation;
  const toast = useToast();
  const [isDetailsOpen, setDetailsOpen] = useState<boolean>();
  const hasRoom = useHasRoom();
  const [sending, setSending] = useState<readonly { key: string; text: string }[]>([]);
  // Whoever marks it as unread wants it to stay so until they come back.
  const [staysUnread, setStaysUnread] = useState(false);
  const { look } = props;
  useEffect(() => {
    look.current = () => void conversation.look();
    return () => {
      look.current = () => {};
    };
  });

  /** Shows a change at once, and takes it back when the server refuses it. */
  async function change(
    act: () => Promise<ActionResult<unknown>>,
    now: Pick<Partial<InboxConversation>, "handler" | "assignee" | "is_unread">,
  ): Promise<boolean> {
    if (!data) return false;
    const { handler, assignee, is_unread } = data.conversation;
    patch(now);
    onChange(now);
    const result = await act().catch(() => null);
    if (result?.ok) {
      // A look that began before the change may have brought the list what was before.
      onChange(now);
      void conversation.look();
      return true;
    }
    patch({ handler, assignee, is_unread });
    onChange({ handler, assignee, is_unread });
    toast({
      title: "That did not work",
      description: result?.error.message ?? "It did not reach the server. Check your connection.",
      variant: "error",
    });
    return false;
  }

  const isUnread = data?.conversation.is_unread ?? false;
  const mark = useRef<() => void>(() => {});
  mark.current = () => {
    if (actions) {
      void change(() => actions.mark(projectId, { conversation_id: id, as: "read" }), {
        is_unread: false,
      });
    }
  };
  useEffect(() => {
    if (isUnread && !staysUnread && !document.hidden) mark.current();
  }, [isUnread, staysUnread]);

  async function send(text: string): Promise<string | undefined> {
    if (!actions || !data) return "The conversation is not there yet.";
    // Sent again with the same id, it is kept once.
    const key = crypto.randomUUID();
    setSending((before) => [...before, { key, text }]);
    const result = await actions
      .send(projectId, { conversation_id: id, text, message_id: key })
      .catch(() => null);
    if (result?.ok) {
      const took = { handler: "person" as const, assignee: me, is_unread: false };
      patch(took);
      onChange({
        ...took,
        last_message: { role: "agent", text },
        last_message_at: new Date().toJSON(),
      });
      await (data.has_later ? undefined : conversation.look());
    }
    setSending((before) => before.filter((one) => one.key !== key));
    if (result?.ok) return undefined;
    return result?.error.message ?? "It did not reach the server. Check your connection and send it again.";
  }

  const { scroller, onScroll, isAtEnd, toEnd } = useScroll(data, sending.length, at);

  if (!data) {
    return (
      <section aria-label="Conversation" className="min-h-0 overflow-hidden rounded-lg border bg-card p-5">
        {conversation.error ? (
          <LoadProblem
            title="This conversation can't be shown"
            message={conversation.error.message}
            onRetry={conversation.retry}
          />
        ) : (
          <PaneSkeleton />
        )}
      </section>
    );
  }

  const name = visitorName(data.conversation.visitor);
  const details = <ConversationDetails {...props} data={data} />;
  return (
    <div className="grid min-h-0 min-w-0 gap-4 min-[1400px]:grid-cols-[minmax(0,1fr)_17rem]">
      <section
        aria-label={`Conversation with ${name}`}
        className="flex min-h-0 min-w-0 flex-col rounded-lg border bg-card shadow-xs"
      >
        <header className="grid gap-2 border-b px-3 py-2.5 sm:px-4">
          <div className="flex items-center gap-2">
            <Button variant="ghost" size="icon-sm" asChild className="lg:hidden">
              <a
                href={props.backHref}
                aria-label="Back to the list"
                onClick={(event) => props.onBack(props.backHref, event)}
              >
                <ArrowLeft />
              </a>
            </Button>
            <h1 className="min-w-0 flex-1 truncate font-semibold text-base">{name}</h1>
            {actions && (
              <Button
                variant="ghost"
                size="sm"
                data-shortcut="unread"
                aria-keyshortcuts="u"
                disabled={isUnread && staysUnread}
                onClick={() => {
                  setStaysUnread(true);
                  const unread = { conversation_id: id, as: "unread" } as const;
                  void change(() => actions.mark(projectId, unread), { is_unread: true });
                }}
              >
                <MailOpen /> <span className="max-sm:sr-only">{isUnread ? "Unread" : "Mark as unread"}</span>
              </Button>
            )}
            <Button
              variant="ghost"
              size="sm"
              className="min-[1400px]:hidden"
              onClick={() => setDetailsOpen(true)}
            >
              Details
            </Button>
          </div>
          <ConversationActions {...props} conversation={data.conversation} change={change} />
        </header>
        <section
          ref={scroller}
          aria-label="Transcript"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          onScroll={onScroll}
          className="relative flex min-h-0 flex-1 flex-col-reverse overflow-y-auto px-3 py-4 sm:px-5 [overflow-anchor:none]"
        >
          <div className="mb-auto">
            {data.has_earlier && (
              <Load label="Load earlier messages" load={() => conversation.load({ before: firstOf(data) })} />
            )}
            <Transcript
              projectId={projectId}
              messages={data.messages}
              customer={name}
              chatbot={data.conversation.chatbot_name}
              found={at}
              seenUpTo={data.conversation.seen_up_to}
            />
            {data.has_later && (
              <Load label="Load later messages" load={() => conversation.load({ after: lastOf(data) })} />
            )}
            <ol className="grid gap-1" aria-label="Being sent">
              {sending.map(({ key, text }) => (
                <li
                  key={key}
                  className="mt-2 max-w-[85%] justify-self-end whitespace-pre-wrap break-words rounded-xl rounded-tr-sm bg-primary-subtle px-3 py-2 text-base opacity-60 sm:max-w-[75%]"
                >
                  {text}
                  <span className="sr-only"> (being sent)</span>
                </li>
              ))}
            </ol>
            <p role="status" className="mt-2 text-muted-foreground text-xs">
              {data.conversation.is_replying && "The chatbot is writing a reply…"}
            </p>
          </div>
        </section>
        {!isAtEnd && (
          <div className="relative">
            <Button
              variant="outline"
              size="sm"
              onClick={toEnd}
              className="absolute right-4 bottom-2 shadow-md"
            >
              To the end
            </Button>
          </div>
        )}
        {actions && (
          <Composer
            // What was typed belongs to this conversation.
            key={id}
            draftKey={id}
            isPersons={data.conversation.handler === "person"}
            onSend={send}
          />
        )}
      </section>
      <div className="max-[1399px]:hidden lg:overflow-y-auto">
        {hasRoom ? details : <Skeleton className="h-96" />}
      </div>
      {isDetailsOpen !== undefined && (
        // It stays once it was opened, so that it can give the focus back.
        <DetailsSheet open={isDetailsOpen} onOpenChange={setDetailsOpen}>
          {details}
        </DetailsSheet>
      )}
    </div>
  );
}

/** Whether the details stand beside the conversation; the server can't know. */
function useHasRoom(): boolean {
  return useSyncExternalStore(
    (tell) => {
      const wide = window.matchMedia(WIDE);
      wide.addEventListener("change", tell);
      return () => wide.removeEventListener("change", tell);
    },
    () => window.matchMedia(WIDE).matches,
    () => false,
  );
}

/** Holds the place of a conversation that is being read. */
function PaneSkeleton() {
  return (
    <div role="status" aria-busy="true" className="grid gap-4">
      <span className="sr-only">Loading…</span>
      <Skeleton className="h-12 w-3/5" />
      <Skeleton className="h-24 w-3/5 justify-self-end" />
      <Skeleton className="h-16 w-3/5" />
    </div>
  );
}

const firstOf = ({ messages }: OpenConversation) => messages[0]?.position ?? 0;
const lastOf = ({ messages }: OpenConversation) => messages.at(-1)?.position ?? 0;

function Load({ label, load }: { label: string; load: () => Promise<void> }) {
  const [state, setState] = useState<"idle" | "loading" | "failed">("idle");
  return (
    <p className="py-2 text-center">
      <Button
        variant="ghost"
        size="sm"
        pending={state === "loading"}
        onClick={() => {
          setState("loading");
          load().then(
            () => setState("idle"),
            () => setState("failed"),
          );
        }}
      >
        {state === "failed" ? "That did not work: try again" : label}
      </Button>
    </p>
  );
}

/**
 * Begins at the end, or at a found message; follows what is new, and stands still while one reads further up. The scroller
 * is one whose beginning is its lower end, so that the end is shown before any script runs: `scrollTop` is 0 there, and
 * negative above it.
 */
function useScroll(data: OpenConversation | undefined, sending: number, at: number | undefined) {
  const scroller = useRef<HTMLElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const before = useRef<{ first: number; height: number; follows: boolean }>(undefined);
  const first = data ? firstOf(data) : undefined;
  const last = data ? lastOf(data) : undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about new messages at either end
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || first === undefined) return;
    const { current: was } = before;
    if (was === undefined) element.querySelector(`#message-${at}`)?.scrollIntoView({ block: "center" });
    else if (was.follows) element.scrollTop = 0;
    // Earlier messages move nothing, and later ones what stands above them.
    else if (first === was.first) element.scrollTop -= element.scrollHeight - was.height;
    note();
  }, [first, last, sending]);

  function note() {
    const element = scroller.current;
    if (!element || !data) return;
    const isNear = -element.scrollTop < NEAR_END;
    before.current = {
      first: firstOf(data),
      height: element.scrollHeight,
      follows: isNear && !data.has_later,
    };
    setAtEnd(isNear);
  }

  function toEnd() {
    scroller.current?.scrollTo({ top: 0 });
  }
  return { scroller, onScroll: note, isAtEnd, toEnd };
}
