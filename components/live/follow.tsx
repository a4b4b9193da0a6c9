"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { QueryProvider } from "@/components/query-provider";

export interface FollowProps {
  name: string;
  read: () => Promise<unknown>;
  everyMs: number;
  /** How often somebody asked for a look at once. */
  asked: number;
  onView: (view: unknown) => void;
  onFailing: (isFailing: boolean) => void;
}

/** Looks again and again for as long as it is there, and draws nothing. */
export function Follow(props: FollowProps) {
  return (
    <QueryProvider>
      <Looking {...props} />
    </QueryProvider>
  );
}

function Looking({ name, read, everyMs, asked, onView, onFailing }: FollowProps) {
  const tell = useRef({ onView, onFailing });
  tell.current = { onView, onFailing };
  const { data, isError, refetch } = useQuery({
    queryKey: ["follow", name],
    queryFn: read,
    refetchInterval: everyMs,
    staleTime: 0,
    // What was seen at an earlier time is not what is to be seen now.
    gcTime: 0,
  });
  useEffect(() => {
    if (data !== undefined) tell.current.onView(data);
  }, [data]);
  useEffect(() => tell.current.onFailing(isError), [isError]);
  useEffect(() => {
    if (asked > 0) void refetch();
  }, [asked, refetch]);
  return null;
}
