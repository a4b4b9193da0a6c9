"use client";

import { useSyncExternalStore } from "react";

/** Whether the page can be seen: a tab in the background need not be kept up to date. */
export function useVisible(): boolean {
  return useSyncExternalStore(
    onVisibility,
    () => !document.hidden,
    () => true,
  );
}

function onVisibility(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}
