"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { onDemand } from "@/components/ui/on-demand";
import { Skeleton } from "@/components/ui/skeleton";

// The forms are many, and most visits to the page need none of them.
const Ways = onDemand(
  () => import("./ways-to-add").then((file) => file.WaysToAdd),
  <Skeleton className="h-72" />,
);

/** Opens the ways in which knowledge is added. */
export function AddKnowledge({ projectId }: { projectId: string }) {
  const [open, setOpen] = useState(false);
  // An upload ends with the window that shows it.
  const [isBusy, setIsBusy] = useState(false);
  return (
    <Dialog open={open} onOpenChange={(next) => (next || !isBusy) && setOpen(next)}>
      <DialogTrigger asChild>
        <Button>
          <Plus /> Add knowledge
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-xl">
        <DialogHeader>
          <DialogTitle>Add knowledge</DialogTitle>
          <DialogDescription>
            Your chatbots learn it by themselves a few moments later, and answer from it.
          </DialogDescription>
        </DialogHeader>
        <Ways projectId={projectId} onDone={() => setOpen(false)} onBusy={setIsBusy} />
      </DialogContent>
    </Dialog>
  );
}
