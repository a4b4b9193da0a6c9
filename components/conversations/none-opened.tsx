"use client";

import { Keyboard, MessagesSquare } from "lucide-react";
import { openShortcutHelp } from "@/components/shell/use-shortcuts";
import { Button } from "@/components/ui/button";

/** Stands beside the list as long as nothing is opened, where there is room. */
export function NoneOpened() {
  return (
    <div className="hidden place-content-center rounded-lg border border-dashed p-6 text-center lg:grid">
      <MessagesSquare aria-hidden className="mx-auto mb-3 size-6 text-muted-foreground" />
      <p className="font-medium">Choose a conversation</p>
      <p className="mt-1 text-muted-foreground text-sm">It opens here, and the list stays where it is.</p>
      <Button variant="ghost" size="sm" className="mx-auto mt-3" onClick={openShortcutHelp}>
        <Keyboard /> Keyboard shortcuts
      </Button>
    </div>
  );
}
