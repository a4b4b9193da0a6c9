"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { CommandMenuProps } from "@/components/shell/command-menu";
import type { PageLink } from "@/components/shell/nav-items";
import { isShortcut, onShortcutHelp } from "@/components/shell/use-shortcuts";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";

// Both are fetched when they are first wanted, so that no page waits for them.
const CommandMenu = onDemand(() =>
  import("@/components/shell/command-menu").then((file) => file.CommandMenu),
);
const ShortcutHelp = onDemand(() =>
  import("@/components/shell/shortcut-help").then((file) => file.ShortcutHelp),
);

/** How long `g` waits for the letter of a page, in milliseconds. */
const WAIT_MS = 1_500;

export interface QuickKeysProps extends Omit<CommandMenuProps, "onClose"> {
  pages: readonly PageLink[];
}

/** The button and the keys that lead anywhere: Ctrl K or ⌘ K, `g` and a letter, and `?` for a list of them. */
export function QuickKeys({ pages, ...menu }: QuickKeysProps) {
  const router = useRouter();
  const [open, setOpen] = useState<"menu" | "help">();

  useEffect(() => {
    let waitsUntil = 0;
    // Before the keys of the page: the letter after `g` is nobody else's.
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() === "k" &&
        (event.ctrlKey || event.metaKey) &&
        !event.altKey &&
        !event.shiftKey
      ) {
        event.preventDefault();
        setOpen((now) => (now === "menu" ? undefined : "menu"));
        return;
      }
      if (!isShortcut(event)) return;
      const page =
        event.timeStamp < waitsUntil ? pages.find(({ letter }) => letter === event.key) : undefined;
      waitsUntil = event.key === "g" ? event.timeStamp + WAIT_MS : 0;
      if (page) router.push(page.href);
      else if (event.key === "?") setOpen("help");
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    const stopHelp = onShortcutHelp(() => setOpen("help"));
    return () => {
      window.removeEventListener("keydown", onKeyDown, { capture: true });
      stopHelp();
    };
  }, [router, pages]);

  const close = () => setOpen(undefined);
  return (
    <>
      <Button
        variant="outline"
        size="sm"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen("menu")}
        className="font-normal text-muted-foreground max-sm:size-8 max-sm:border-transparent max-sm:px-0 max-sm:shadow-none"
      >
        <Search />
        <span className="max-sm:sr-only">
          Search<span className="sr-only"> and commands</span>
        </span>
        <kbd aria-hidden className="ml-4 font-sans text-2xs max-lg:hidden">
          Ctrl K
        </kbd>
      </Button>
      {open === "menu" && <CommandMenu {...menu} onClose={close} />}
      {open === "help" && <ShortcutHelp pages={pages} onClose={close} />}
    </>
  );
}
