"use client";

import { useEffect, useRef } from "react";

/** What a key does on a page, by the key's name (UI Events §4.3, such as `j`, `?` or `ArrowDown`). */
export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** Where keys are text, or belong to whatever is open above the page. */
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const OPEN = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Single keys that do something while the page is looked at: never while somebody types, or in a dialog or menu. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const act = Object.hasOwn(current.current, event.key) ? current.current[event.key] : undefined;
      if (!act || event.defaultPrevented || event.isComposing) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      if (document.querySelector(OPEN)) return;
      act(event);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
