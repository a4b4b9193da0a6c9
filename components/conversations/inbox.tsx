"use client";

import { Keyboard, MessagesSquare } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { type MouseEvent, useRef } from "react";
import {
  conversationAddress,
  inboxCsvAddress,
  inboxFields,
  inboxFilters,
  openedIn,
} from "@/components/conversations/inbox-address";
import { InboxList } from "@/components/conversations/inbox-list";
import type { InboxProps } from "@/components/conversations/inbox-props";
import { useInbox } from "@/components/conversations/use-inbox";
import { useTimeZone } from "@/components/format/time-zone";
import { useProjectEvents } from "@/components/live/use-project-events";
import { openShortcutHelp, type ShortcutWords, useShortcuts } from "@/components/shell/use-shortcuts";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";
import { cn } from "@/lib/core/cn";

// The list does not wait for it.
const ConversationPane = onDemand(() =>
  import("@/components/conversations/conversation-pane").then((module) => module.ConversationPane),
);

const READING: ShortcutWords = {
  title: "Conversations",
  keys: [
    ["j or ↓", "Next conversation"],
    ["k or ↑", "Previous conversation"],
    ["Enter", "Open it"],
    ["/", "Search"],
  ],
};
const ANSWERING: ShortcutWords = {
  title: READING.title,
  keys: [
    ...READING.keys,
    ["r", "Reply"],
    ["a", "Assign"],
    ["u", "Mark as unread"],
    ["e", "Hand back to the chatbot"],
  ],
};

/**
 * Conversations as a team works on them: the list on the left, the opened one on the right; on a phone one after the
 * other. What is opened stands in the address, so that a reload shows the same.
 */
export function Inbox(props: InboxProps) {
  const { projectId, initial, conversation: initialConversation } = props;
  const pathname = usePathname();
  const params = useSearchParams();
  const fields = inboxFields((name) => params.get(name));
  const filters = inboxFilters(fields, useTimeZone());
  const openedId = openedIn(pathname);
  const at = positionOf(params.get("at"));
  const inbox = useInbox(projectId, filters, initial, openedId);
  const look = useRef<() => void>(() => {});
  const panes = useRef<HTMLDivElement>(null);

  useProjectEvents(projectId, () => {
    inbox.refresh();
    look.current();
  });

  /** Opens without a round trip to the server, which the list and the pane make themselves. */
  function go(address: string, event?: MouseEvent) {
    if (event && (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0)) return;
    event?.preventDefault();
    window.history.pushState(null, "", address);
  }

  function move(step: number, event: KeyboardEvent) {
    const links = [...(panes.current?.querySelectorAll<HTMLElement>("[data-conversation]") ?? [])];
    const current = links.indexOf(document.activeElement as HTMLElement);
    const opened = links.findIndex((link) => link.dataset.conversation === openedId);
    const from = current >= 0 ? current : opened;
    const next = links[from < 0 ? 0 : Math.min(links.length - 1, Math.max(0, from + step))];
    if (!next) return;
    event.preventDefault();
    next.focus();
    // The last one there is brings more.
    if (next === links.at(-1) && inbox.hasMore && !inbox.isLoadingMore) inbox.loadMore();
  }
  const inList = (step: number) => (event: KeyboardEvent) => {
    if (document.activeElement?.closest("[data-conversation]")) move(step, event);
  };
  const press = (name: string) => (event: KeyboardEvent) => {
    const target = panes.current?.querySelector<HTMLElement>(`[data-shortcut=${name}]`);
    if (!target || target.closest("[hidden]")) return;
    event.preventDefault();
    if (target instanceof HTMLButtonElement) target.click();
    else target.focus();
  };
  useShortcuts(
    {
      j: (event) => move(1, event),
      k: (event) => move(-1, event),
      ArrowDown: inList(1),
      ArrowUp: inList(-1),
      r: press("reply"),
      a: press("assign"),
      u: press("unread"),
      e: press("hand-back"),
      "/": press("search"),
    },
    props.actions === null ? READING : ANSWERING,
  );

  return (
    <div
      ref={panes}
      className={cn(
        "grid min-h-0 gap-4 lg:h-[calc(100dvh-6rem)] lg:grid-cols-[20rem_minmax(0,1fr)] xl:grid-cols-[22rem_minmax(0,1fr)]",
        openedId !== undefined && "max-lg:h-[calc(100dvh-5.5rem)]",
      )}
    >
      <InboxList
        {...props}
        fields={fields}
        csvHref={inboxCsvAddress(projectId, filters)}
        inbox={inbox}
        openedId={openedId}
        onOpen={go}
        className={cn(openedId !== undefined && "max-lg:hidden")}
      />
      {openedId === undefined ? (
        <div className="hidden place-content-center rounded-lg border border-dashed p-6 text-center lg:grid">
          <MessagesSquare aria-hidden className="mx-auto mb-3 size-6 text-muted-foreground" />
          <p className="font-medium">Choose a conversation</p>
          <p className="mt-1 text-muted-foreground text-sm">It opens here, and the list stays where it is.</p>
          <Button variant="ghost" size="sm" className="mx-auto mt-3" onClick={openShortcutHelp}>
            <Keyboard /> Keyboard shortcuts
          </Button>
        </div>
      ) : (
        <ConversationPane
          key={`${openedId} ${at ?? ""}`}
          {...props}
          id={openedId}
          at={at}
          initial={initialConversation?.conversation.id === openedId ? initialConversation : undefined}
          backHref={conversationAddress(projectId, undefined, fields)}
          onBack={go}
          look={look}
          onChange={(values) => inbox.patch(openedId, values)}
          onHelp={openShortcutHelp}
        />
      )}
    </div>
  );
}

function positionOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
