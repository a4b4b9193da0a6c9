"use client";

import { Check, ChevronsUpDown, Search } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { cn } from "@/lib/core/cn";

export interface SwitcherEntry {
  id: string;
  label: string;
  detail?: string | undefined;
  href: string;
  icon?: ReactNode;
}

export interface SwitcherProps {
  /** What is being switched: "Organisation" or "Project". */
  kind: string;
  current: { id: string; label: string; detail?: string | undefined; icon?: ReactNode } | undefined;
  entries: readonly SwitcherEntry[];
  /** Below the list: create entries and links to the full list. */
  footer: readonly { label: string; href: string; icon: ReactNode }[];
  collapsed?: boolean;
  /** Called when a link is pressed, so that a drawer can close. */
  onNavigate?: (() => void) | undefined;
}

/** From this many entries on, the list gets a search box. */
const SEARCH_FROM = 8;

/** Shows where one is and leads to the others. */
export function Switcher({ kind, current, entries, footer, collapsed = false, onNavigate }: SwitcherProps) {
  const [open, setOpen] = useState(false);
  const [term, setTerm] = useState("");
  const searchable = entries.length >= SEARCH_FROM;
  const wanted = term.trim().toLocaleLowerCase();
  const found = entries.filter((entry) => entry.label.toLocaleLowerCase().includes(wanted));

  function change(next: boolean) {
    setOpen(next);
    setTerm("");
  }

  function leave() {
    change(false);
    onNavigate?.();
  }

  function move(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, a")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops.at((at + step) % stops.length)?.focus();
  }

  return (
    <Popover open={open} onOpenChange={change}>
      <PopoverTrigger
        className={cn(
          "flex w-full min-w-0 items-center gap-2 rounded-md px-2 py-1.5 text-left transition-colors hover:bg-sidebar-accent focus-visible:-outline-offset-2 data-[state=open]:bg-sidebar-accent",
          collapsed && "justify-center px-0",
        )}
      >
        {current?.icon}
        <span className="sr-only">{kind}:</span>
        <span className={cn("grid min-w-0 flex-1", collapsed && "sr-only")}>
          <span className="truncate font-medium text-sidebar-accent-foreground text-sm leading-4.5">
            {current?.label ?? `Choose a ${kind.toLocaleLowerCase()}`}
          </span>
          {current?.detail && (
            <span className="truncate text-muted-foreground text-xs leading-4">{current.detail}</span>
          )}
        </span>
        {!collapsed && <ChevronsUpDown className="size-3.5 shrink-0 text-muted-foreground" />}
      </PopoverTrigger>
      <PopoverContent
        align="start"
        aria-label={`Switch ${kind.toLocaleLowerCase()}`}
        className="w-64 p-0"
        onKeyDown={move}
      >
        {searchable && (
          <div className="flex items-center gap-2 border-b px-3">
            <Search className="size-4 shrink-0 text-muted-foreground" />
            <input
              type="search"
              aria-label={`Search ${kind.toLocaleLowerCase()}s`}
              placeholder="Search…"
              value={term}
              onChange={(event) => setTerm(event.target.value)}
              className="h-9 w-full min-w-0 bg-transparent text-sm placeholder:text-muted-foreground focus-visible:outline-none max-sm:text-lg"
            />
          </div>
        )}
        <ul className="max-h-72 overflow-y-auto p-1">
          {found.map((entry) => (
            <li key={entry.id}>
              <Link
                href={entry.href}
                aria-current={entry.id === current?.id ? "true" : undefined}
                onClick={leave}
                className="flex items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none hover:bg-accent focus-visible:bg-accent max-sm:py-2"
              >
                {entry.icon}
                <span className="grid min-w-0 flex-1">
                  <span className="truncate">{entry.label}</span>
                  {entry.detail && (
                    <span className="truncate text-muted-foreground text-xs">{entry.detail}</span>
                  )}
                </span>
                {entry.id === current?.id && <Check className="size-4 shrink-0" />}
              </Link>
            </li>
          ))}
        </ul>
        {found.length === 0 && (
          <p className="px-3 pb-3 text-muted-foreground text-sm">
            {wanted
              ? `No ${kind.toLocaleLowerCase()} is called that.`
              : `No ${kind.toLocaleLowerCase()} yet.`}
          </p>
        )}
        <ul className="border-t p-1">
          {footer.map((link) => (
            <li key={link.href}>
              <Link
                href={link.href}
                onClick={leave}
                className="flex items-center gap-2 rounded-sm px-2 py-1.5 text-muted-foreground text-sm outline-none hover:bg-accent hover:text-foreground focus-visible:bg-accent max-sm:py-2 [&_svg]:size-4"
              >
                {link.icon}
                {link.label}
              </Link>
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  );
}
