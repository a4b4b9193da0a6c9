"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { fetchConversation } from "@/components/conversations/inbox-address";
import { mergeTranscript } from "@/components/conversations/merge-transcript";
import type { OpenConversation } from "@/lib/conversations/schema";

/** The newest position there could be, so that only the facts are asked for. */
const BEHIND_ALL = 2_147_483_647;

/** One conversation: from its end or a place in it, more in both directions on demand, new messages when asked to look. */
export function useConversation(
  projectId: string,
  id: string,
  at: number | undefined,
  initial: OpenConversation | undefined,
) {
  const client = useQueryClient();
  const key = ["conversation", projectId, id, at ?? null];
  const query = useQuery<OpenConversation>({
    queryKey: key,
    queryFn: ({ signal }) => fetchConversation(projectId, id, at === undefined ? {} : { around: at }, signal),
    ...(initial && { initialData: initial }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const data = query.data;

  async function load(part: { before?: number; after?: number }): Promise<void> {
    const more = await fetchConversation(projectId, id, part);
    client.setQueryData<OpenConversation>(key, (shown) => (shown ? mergeTranscript(shown, more) : more));
  }

  const isLooking = useRef(false);
  async function look(): Promise<void> {
    if (!data || isLooking.current) return;
    isLooking.current = true;
    // Who reads an earlier part is not taken away from it.
    const after = data.has_later ? BEHIND_ALL : (data.messages.at(-1)?.position ?? -1);
    await (after < 0 ? query.refetch() : load({ after }).catch(() => undefined));
    isLooking.current = false;
  }

  function patch(values: Partial<OpenConversation["conversation"]>) {
    client.setQueryData<OpenConversation>(
      key,
      (shown) => shown && { ...shown, conversation: { ...shown.conversation, ...values } },
    );
  }

  return { data, error: query.error, retry: () => void query.refetch(), load, look, patch };
}
