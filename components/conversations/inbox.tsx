"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { type ComponentType, type MouseEvent, useRef } from "react";
import type { ConversationPaneProps } from "@/components/conversations/conversation-pane";
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
import { openShortcutHelp, useShortcuts } from "@/components/shell/use-shortcuts";
import { onDemand } from "@/components/ui/on-demand";
import { cn } from "@/lib/core/cn";

/** What stands beside the list. */
export interface InboxParts {
  Pane: ComponentType<ConversationPaneProps>;
  NoneOpened: ComponentType;
}

// Each page brings along what it shows first.
export const PARTS_ON_DEMAND: InboxParts = {
  Pane: onDemand(() =>
    import("@/components/conversations/conversation-pane").then((file) => file.ConversationPane),
  ),
  NoneOpened: onDemand(() =>
    import("@/components/conversations/none-opened").then((file) => file.NoneOpened),
  ),
};

/**
 * Conversations as a team works on them: the list on the left, the opened one on the right; on a phone one after the
 * other. What is opened stands in the address, so that a reload shows the same.
 */
export function Inbox({ Pane, NoneOpened, ...props }: InboxProps & InboxParts) {
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
    props.shortcuts,
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
        <NoneOpened />
      ) : (
        <Pane
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
