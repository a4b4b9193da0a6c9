"use client";

import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { fetchInbox } from "@/components/conversations/inbox-address";
import { mergeInbox } from "@/components/conversations/merge-inbox";
import type { InboxConversation, InboxPage } from "@/lib/conversations/schema";

type Pages = InfiniteData<InboxPage, string | undefined>;

/** Time between two looks at the newest page, in milliseconds, however much happens. */
const MIN_GAP_MS = 2_000;

/** The list of the inbox: pages on demand, its newest page again when something happened. */
export function useInbox(
  projectId: string,
  filters: Record<string, string>,
  initial: { filters: Record<string, string>; page: InboxPage },
  keepId: string | undefined,
) {
  const client = useQueryClient();
  const name = JSON.stringify(filters);
  const key = ["inbox", projectId, name];
  const query = useInfiniteQuery<InboxPage, Error, Pages, string[], string | undefined>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchInbox(projectId, filters, pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    ...(JSON.stringify(initial.filters) === name && {
      initialData: { pages: [initial.page], pageParams: [undefined] },
    }),
    // Only `refresh` reads again: it needs one page, however many are shown.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

  function change(edit: (page: InboxPage) => InboxPage) {
    client.setQueryData<Pages>(key, (data) => {
      if (!data) return data;
      const items = data.pages.flatMap((page) => page.items);
      const last = data.pages.at(-1);
      const page = edit({
        items,
        next_cursor: last?.next_cursor ?? null,
        counts: last?.counts ?? { unread: 0, mine: 0 },
      });
      return { pages: [page], pageParams: [undefined] };
    });
  }

  const latest = useRef(() => Promise.resolve());
  latest.current = async () => {
    const head = await fetchInbox(projectId, filters).catch(() => null);
    // What could not be read now is read after the next event.
    if (head) change((page) => ({ ...head, ...mergeInbox(page, head, keepId) }));
  };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lookedAt = useRef(0);
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
    change((page) => {
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
    rows: query.data?.pages.flatMap((page) => page.items) ?? [],
    counts: query.data?.pages.at(-1)?.counts,
    error: query.error,
    isLoading: query.isPending,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    refresh,
    patch,
  };
}
