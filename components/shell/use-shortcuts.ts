"use client";

import { useEffect, useRef } from "react";

/** What a key does on a page, by the key's name (UI Events §4.3, such as `j`, `?` or `ArrowDown`). */
export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** What the keys of a page are called in the list that `?` opens. */
export interface ShortcutWords {
  /** Of the page: "Conversations". */
  title: string;
  keys: readonly (readonly [key: string, what: string])[];
}

/** Where keys are text, or belong to whatever is open above the page. */
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const OPEN = "dialog[open], [role=dialog], [role=menu], [role=listbox]";

const shown = new Set<ShortcutWords>();

/** The keys of what is on the screen now. */
export function shownShortcuts(): ShortcutWords[] {
  return [...shown];
}

/** Whether a pressed key is nobody's text and no shortcut of the browser. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.target instanceof Element && event.target.closest(TYPING)) return false;
  return document.querySelector(OPEN) === null;
}

/**
 * Single keys that do something while the page is looked at: never while somebody types, or in a dialog or menu.
 * @param words shows them in the list of shortcuts; the same object on every render
 */
export function useShortcuts(shortcuts: Shortcuts, words?: ShortcutWords): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const act = Object.hasOwn(current.current, event.key) ? current.current[event.key] : undefined;
      if (act && isShortcut(event)) act(event);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  useEffect(() => {
    if (!words) return;
    shown.add(words);
    return () => void shown.delete(words);
  }, [words]);
}

const HELP = "caramel-shortcut-help";

/** Opens the list of shortcuts. */
export function openShortcutHelp(): void {
  document.dispatchEvent(new Event(HELP));
}

/** Does the opening; once, in the frame of the pages. */
export function onShortcutHelp(open: () => void): () => void {
  document.addEventListener(HELP, open);
  return () => document.removeEventListener(HELP, open);
}
