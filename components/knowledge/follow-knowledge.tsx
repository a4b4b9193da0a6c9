"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { fetchKnowledge, POLL_MS } from "@/components/knowledge/fetch-knowledge";
import { QueryProvider } from "@/components/query-provider";
import type { KnowledgePage } from "@/lib/knowledge/schema";

export interface FollowKnowledgeProps {
  projectId: string;
  onPage: (page: KnowledgePage) => void;
  /** Whether the last look failed. */
  onError: (isError: boolean) => void;
}

/** Looks again and again at what chatbots know; there while one is learning. Draws nothing. */
export default function FollowKnowledge(props: FollowKnowledgeProps) {
  return (
    <QueryProvider>
      <Follow {...props} />
    </QueryProvider>
  );
}

function Follow({ projectId, onPage, onError }: FollowKnowledgeProps) {
  const tell = useRef({ onPage, onError });
  tell.current = { onPage, onError };
  const { data, isError } = useQuery({
    queryKey: ["knowledge", projectId],
    queryFn: () => fetchKnowledge(projectId),
    refetchInterval: POLL_MS,
    staleTime: 0,
  });
  useEffect(() => {
    if (data) tell.current.onPage(data);
  }, [data]);
  useEffect(() => tell.current.onError(isError), [isError]);
  return null;
}
