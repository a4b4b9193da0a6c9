"use client";

import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";

const READING = [
  ["j or ↓", "Next conversation"],
  ["k or ↑", "Previous conversation"],
  ["Enter", "Open it"],
  ["/", "Search"],
  ["?", "Show this list"],
] as const;
const ANSWERING = [
  ["r", "Reply"],
  ["a", "Assign"],
  ["u", "Mark as unread"],
  ["e", "Hand back to the chatbot"],
] as const;

/** The keys of the inbox. */
export function ShortcutHelp({ onClose, mayAnswer }: { onClose: () => void; mayAnswer: boolean }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
          <DialogDescription>They work while you are not typing.</DialogDescription>
        </DialogHeader>
        <dl className="grid gap-2 text-sm">
          {[...READING, ...(mayAnswer ? ANSWERING : [])].map(([key, what]) => (
            <div key={key} className="flex items-center justify-between gap-4">
              <dt>{what}</dt>
              <dd>
                <kbd className="rounded-sm border bg-muted px-1.5 py-0.5 font-mono text-xs">{key}</kbd>
              </dd>
            </div>
          ))}
        </dl>
      </DialogContent>
    </Dialog>
  );
}
