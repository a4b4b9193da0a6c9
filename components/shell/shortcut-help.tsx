"use client";

import type { PageLink } from "@/components/shell/nav-items";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { shownShortcuts } from "./use-shortcuts";

export interface ShortcutHelpProps {
  /** Pages; those with a letter are led to by `g` and it. */
  pages: readonly PageLink[];
  onClose: () => void;
}

/** Every key that does something here. */
export function ShortcutHelp({ pages, onClose }: ShortcutHelpProps) {
  const groups = [
    {
      title: "Everywhere",
      keys: [
        ["Ctrl K or ⌘ K", "Search and go anywhere"],
        ["?", "Show this list"],
        ...pages.flatMap(({ letter, label }) => (letter ? [[`g ${letter}`, `Go to ${label}`] as const] : [])),
      ] as const,
    },
    ...shownShortcuts(),
  ];
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-lg">
        <DialogHeader>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
          <DialogDescription>They work while you are not typing.</DialogDescription>
        </DialogHeader>
        {groups.toReversed().map(({ title, keys }) => (
          <section key={title} aria-label={title} className="grid gap-1.5">
            <h3 className="font-medium text-muted-foreground text-xs">{title}</h3>
            <dl className="grid gap-x-8 gap-y-1.5 text-sm sm:grid-cols-2">
              {keys.map(([key, what]) => (
                <div key={key} className="flex items-center justify-between gap-4">
                  <dt>{what}</dt>
                  <dd>
                    <Kbd>{key}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </DialogContent>
    </Dialog>
  );
}
