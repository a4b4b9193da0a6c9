"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { fetchImports, POLL_MS } from "@/components/imports/fetch-imports";
import { QueryProvider } from "@/components/query-provider";
import type { ImportPage } from "@/lib/imports/schema";

export interface FollowImportsProps {
  projectId: string;
  onPage: (page: ImportPage) => void;
}

/** Looks again and again at the newest imports; there while one is under way. Draws nothing. */
export default function FollowImports(props: FollowImportsProps) {
  return (
    <QueryProvider>
      <Follow {...props} />
    </QueryProvider>
  );
}

function Follow({ projectId, onPage }: FollowImportsProps) {
  const tell = useRef(onPage);
  tell.current = onPage;
  const { data } = useQuery({
    queryKey: ["imports", projectId],
    queryFn: () => fetchImports(projectId),
    refetchInterval: POLL_MS,
    staleTime: 0,
  });
  useEffect(() => {
    if (data) tell.current(data);
  }, [data]);
  return null;
}
