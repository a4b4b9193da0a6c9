"use client";

import { useEffect, useRef } from "react";
import { followProject, type LiveState } from "@/components/live/follow-project";
import { useVisible } from "@/components/live/use-visible";

/** Time between two looks while there is no stream, in milliseconds. */
const WITHOUT_STREAM_MS = 30_000;

/**
 * Calls whenever something may have happened in a project, while the page can be seen: from the live stream, and every
 * half minute where there is none.
 */
export function useProjectEvents(projectId: string, onEvent: () => void): void {
  const isVisible = useVisible();
  const current = useRef(onEvent);
  useEffect(() => {
    current.current = onEvent;
  });
  useEffect(() => {
    if (!isVisible) return;
    const stop = new AbortController();
    let state: LiveState = "connecting";
    void followProject(projectId, {
      signal: stop.signal,
      onView: () => current.current(),
      onState: (now) => {
        state = now;
      },
    });
    const timer = setInterval(() => {
      if (state !== "live" && state !== "refused") current.current();
    }, WITHOUT_STREAM_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [projectId, isVisible]);
}
