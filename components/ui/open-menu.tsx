"use client";

import { type KeyboardEvent, useCallback, useLayoutEffect, useRef } from "react";
import type { DropdownMenuContentProps } from "@/components/ui/dropdown-menu";
import { useDismiss, useFloating } from "@/components/ui/floating";
import { floatingStyles } from "@/components/ui/menu-styles";
import { usePopover } from "@/components/ui/popover";
import { cn } from "@/lib/core/cn";

/** The list of a `DropdownMenu` while it is open. */
export function OpenMenu({
  className,
  side,
  align,
  sideOffset,
  onClosed,
  ...props
}: DropdownMenuContentProps) {
  const { setOpen, id, anchor } = usePopover();
  const menu = useRef<HTMLDivElement>(null);
  const closed = useRef(onClosed);
  closed.current = onClosed;
  useFloating(anchor, menu, {
    ...(side !== undefined && { side }),
    ...(align !== undefined && { align }),
    ...(sideOffset !== undefined && { sideOffset }),
  });
  useDismiss(
    anchor,
    menu,
    useCallback(() => setOpen(false), [setOpen]),
  );
  useLayoutEffect(() => {
    const element = menu.current;
    const focusFirst = () => itemsOf(element)[0]?.focus();
    focusFirst();
    // What is in it may have to be fetched first.
    const watch = new MutationObserver(() => {
      if (!element?.contains(document.activeElement)) focusFirst();
    });
    if (element) watch.observe(element, { childList: true });
    return () => {
      watch.disconnect();
      if (element?.contains(document.activeElement)) anchor.current?.focus();
      closed.current?.();
    };
  }, [anchor]);
  return (
    <div
      role="menu"
      aria-orientation="vertical"
      aria-label={anchor.current?.ariaLabel ?? anchor.current?.textContent ?? undefined}
      {...props}
      ref={menu}
      id={id}
      popover="manual"
      tabIndex={-1}
      data-slot="dropdown-menu-content"
      data-state="open"
      onKeyDown={(event) => moveBy(event, menu.current, () => setOpen(false))}
      className={cn("fixed inset-auto m-0", floatingStyles, "min-w-44 overflow-y-auto p-1", className)}
    />
  );
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>("[role^=menuitem]:not([aria-disabled=true])") ?? [])];
}

function moveBy(event: KeyboardEvent, menu: HTMLElement | null, close: () => void): void {
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const targets: Record<string, HTMLElement | undefined> = {
    ArrowDown: items[(at + 1) % items.length],
    ArrowUp: items.at(at <= 0 ? -1 : at - 1),
    Home: items[0],
    End: items.at(-1),
  };
  if (event.key === "Tab") {
    close();
    return;
  }
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    items[at]?.click();
    return;
  }
  const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  const target = isLetter ? beginningWith(items, at, event.key) : targets[event.key];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** The next item that begins with a letter, from the present one on. */
function beginningWith(items: HTMLElement[], at: number, letter: string): HTMLElement | undefined {
  const wanted = letter.toLocaleLowerCase();
  return [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) =>
    item.textContent?.trim().toLocaleLowerCase().startsWith(wanted),
  );
}
