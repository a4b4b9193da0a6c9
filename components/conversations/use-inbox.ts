"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { ask } from "@/components/ask";
import { fetchInbox } from "@/components/conversations/inbox-address";
import { appendInbox, mergeInbox } from "@/components/conversations/merge-inbox";
import type { InboxConversation, InboxPage } from "@/lib/conversations/schema";

/** Time between two looks at the newest page, in milliseconds, however much happens. */
const MIN_GAP_MS = 2_000;

interface List {
  /** Its filters, as text. */
  name: string;
  /** What the server had rendered when the list was begun. */
  rendered: InboxPage;
  /** All that was read of it; its cursor leads on. */
  page?: InboxPage | undefined;
  error?: Error | undefined;
  isLoadingMore?: boolean;
}

function readInbox(projectId: string, filters: Record<string, string>, cursor?: string): Promise<InboxPage> {
  return ask(["inbox", projectId, filters, cursor], () => fetchInbox(projectId, filters, cursor));
}

/** The list of the inbox: pages on demand, its newest page again when something happened. */
export function useInbox(
  projectId: string,
  filters: Record<string, string>,
  initial: { filters: Record<string, string>; page: InboxPage },
  keepId: string | undefined,
) {
  const name = JSON.stringify(filters);
  const begin = (before?: List): List => {
    // What the server rendered is shown once: for whoever comes back to these filters it would be old.
    const isFresh = initial.page !== before?.rendered && JSON.stringify(initial.filters) === name;
    return { name, rendered: initial.page, page: isFresh ? initial.page : undefined };
  };
  const [list, setList] = useState(() => begin());
  if (list.name !== name) setList(begin);

  /** Changes this list as it is by then, unless other filters were chosen meanwhile. */
  function change(edit: (list: List) => Partial<List>) {
    setList((now) => (now.name === name ? { ...now, ...edit(now) } : now));
  }
  function changePage(edit: (page: InboxPage) => InboxPage) {
    change(({ page }) => ({ page: page && edit(page) }));
  }

  const isLoading = list.page === undefined && list.error === undefined;
  const begun = useRef(() => {});
  begun.current = () => {
    readInbox(projectId, filters).then(
      (page) => change((now) => ({ page: now.page ?? page })),
      (error: Error) => change(() => ({ error })),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each list that has no page is read
  useEffect(() => {
    if (isLoading) begun.current();
  }, [isLoading, name]);

  function loadMore() {
    const cursor = list.page?.next_cursor;
    if (!cursor || list.isLoadingMore) return;
    change(() => ({ isLoadingMore: true, error: undefined }));
    readInbox(projectId, filters, cursor).then(
      (more) =>
        change(({ page }) => ({ isLoadingMore: false, page: page && appendInbox(page, cursor, more) })),
      (error: Error) => change(() => ({ isLoadingMore: false, error })),
    );
  }

  const latest = useRef(() => Promise.resolve());
  latest.current = async () => {
    const head = await fetchInbox(projectId, filters).catch(() => null);
    // What could not be read now is read after the next event.
    if (head) changePage((page) => ({ ...head, ...mergeInbox(page, head, keepId) }));
  };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lookedAt = useRef(0);
  // What the server rendered was read a moment ago.
  useEffect(() => {
    lookedAt.current = Date.now();
  }, []);
  const refresh = useCallback(() => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(
      () => {
        timer.current = undefined;
        lookedAt.current = Date.now();
        void latest.current();
      },
      Math.max(0, lookedAt.current + MIN_GAP_MS - Date.now()),
    );
  }, []);

  function patch(id: string, values: Partial<InboxConversation>) {
    changePage((page) => {
      const before = page.items.find((row) => row.id === id);
      const wasUnread = before?.is_unread ?? false;
      const step = values.is_unread === undefined ? 0 : Number(values.is_unread) - Number(wasUnread);
      return {
        ...page,
        items: page.items.map((row) => (row.id === id ? { ...row, ...values } : row)),
        counts: { ...page.counts, unread: Math.max(0, page.counts.unread + (before ? step : 0)) },
      };
    });
  }

  return {
    rows: list.page?.items ?? [],
    counts: list.page?.counts,
    error: list.error,
    isLoading,
    hasMore: Boolean(list.page?.next_cursor),
    isLoadingMore: list.isLoadingMore ?? false,
    loadMore,
    /** After an error. */
    retry: list.page ? loadMore : () => change(() => ({ error: undefined })),
    refresh,
    patch,
  };
}
