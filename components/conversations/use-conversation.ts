"use client";

import { useEffect, useRef, useState } from "react";
import { ask } from "@/components/ask";
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
  const [data, setData] = useState(initial);
  const [error, setError] = useState<Error>();

  const isMissing = data === undefined && error === undefined;
  useEffect(() => {
    if (!isMissing) return;
    ask(["conversation", projectId, id, at], () =>
      fetchConversation(projectId, id, at === undefined ? {} : { around: at }),
    ).then((read) => setData((shown) => shown ?? read), setError);
  }, [isMissing, projectId, id, at]);

  async function load(part: { before?: number; after?: number }): Promise<void> {
    const more = await fetchConversation(projectId, id, part);
    setData((shown) => (shown ? mergeTranscript(shown, more) : more));
  }

  const isLooking = useRef(false);
  async function look(): Promise<void> {
    if (!data || isLooking.current) return;
    isLooking.current = true;
    // Who reads an earlier part is not taken away from it.
    const last = data.messages.at(-1)?.position;
    const part = data.has_later ? { after: BEHIND_ALL } : last === undefined ? {} : { after: last };
    await load(part).catch(() => undefined);
    isLooking.current = false;
  }

  function patch(values: Partial<OpenConversation["conversation"]>) {
    setData((shown) => shown && { ...shown, conversation: { ...shown.conversation, ...values } });
  }

  return { data, error, retry: () => setError(undefined), load, look, patch };
}
