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

// Most visits to the page do not need the form.
const Form = onDemand(
  () => import("./add-feed-form").then((file) => file.AddFeedForm),
  <Skeleton className="h-64" />,
);

export function AddFeed({ projectId }: { projectId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <Plus /> Add feed
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Add a product feed</DialogTitle>
          <DialogDescription>
            It is read at once and then on its schedule: new products come in, prices and availability follow.
          </DialogDescription>
        </DialogHeader>
        <Form projectId={projectId} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}
