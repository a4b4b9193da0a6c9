"use client";

import { useEffect, useState } from "react";
import { followProject, type LiveState } from "@/components/live/follow-project";
import { useVisible } from "@/components/live/use-visible";
import type { LiveView } from "@/lib/live/schema";

/** How often "2 min ago" is looked at again while nothing comes in. */
const TICK_MS = 20_000;

export interface Live {
  view: LiveView;
  state: LiveState | "paused";
  setPaused(isPaused: boolean): void;
}

/** A project's view, kept up to date while the page can be seen and is not paused. */
export function useLive(projectId: string, initial: LiveView): Live {
  const [view, setView] = useState(initial);
  const [state, setState] = useState<LiveState>("connecting");
  const [isPaused, setPaused] = useState(false);
  const [, tick] = useState(0);
  // Streams of tabs in the background would use up the few connections a browser opens to one server.
  const isVisible = useVisible();

  useEffect(() => {
    if (isPaused || !isVisible) return;
    const stop = new AbortController();
    void followProject(projectId, { signal: stop.signal, onView: setView, onState: setState });
    return () => stop.abort();
  }, [projectId, isPaused, isVisible]);

  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);

  return { view, state: isPaused ? "paused" : state, setPaused };
}
