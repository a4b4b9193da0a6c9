"use client";

import { Pause, Play, RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { errorText } from "@/components/forms/error-text";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogContent, DialogHeader, DialogTitle, DialogTrigger } from "@/components/ui/dialog";
import { onDemand } from "@/components/ui/on-demand";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import type { FeedView } from "@/lib/feeds/schema";
import { deleteFeedAction, pauseFeedAction, syncFeedAction } from "../actions";

const EditForm = onDemand(
  () => import("./edit-feed-form").then((file) => file.EditFeedForm),
  <Skeleton className="h-64" />,
);

interface FeedActionsProps {
  projectId: string;
  feed: FeedView;
}

export function FeedActions({ projectId, feed }: FeedActionsProps) {
  const toast = useToast();
  const [pending, startTransition] = useTransition();
  const [isEditing, setIsEditing] = useState(false);

  function run(work: () => ReturnType<typeof syncFeedAction>) {
    startTransition(async () => {
      const result = await work();
      if (!result.ok) {
        toast({ title: "That did not work", description: errorText(result.error), variant: "error" });
      }
    });
  }

  return (
    <>
      <DeleteFeed projectId={projectId} feed={feed} />
      <Dialog open={isEditing} onOpenChange={setIsEditing}>
        <DialogTrigger asChild>
          <Button variant="outline">Edit</Button>
        </DialogTrigger>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>Edit the feed</DialogTitle>
          </DialogHeader>
          <EditForm projectId={projectId} feed={feed} onDone={() => setIsEditing(false)} />
        </DialogContent>
      </Dialog>
      <Button
        variant="outline"
        disabled={pending}
        onClick={() =>
          run(() => pauseFeedAction(projectId, { feed_id: feed.id, is_active: !feed.is_active }))
        }
      >
        {feed.is_active ? (
          <>
            <Pause /> Pause
          </>
        ) : (
          <>
            <Play /> Resume
          </>
        )}
      </Button>
      <Button
        pending={pending}
        disabled={feed.is_syncing}
        onClick={() => run(() => syncFeedAction(projectId, { feed_id: feed.id }))}
      >
        <RefreshCw /> Sync now
      </Button>
    </>
  );
}

function DeleteFeed({ projectId, feed }: FeedActionsProps) {
  const router = useRouter();
  const toast = useToast();
  const [products, setProducts] = useState<"keep" | "hide">("keep");

  async function remove(): Promise<string | undefined> {
    const result = await deleteFeedAction(projectId, { feed_id: feed.id, products });
    if (!result.ok) return errorText(result.error);
    toast({ title: "Deleted", description: `“${feed.name}” is no longer read.` });
    router.push(routes.project(projectId).feeds);
  }

  return (
    <ConfirmDialog
      trigger={<Button variant="destructive-outline">Delete</Button>}
      title={`Delete “${feed.name}”?`}
      description={
        <div className="grid gap-3">
          <p>It is no longer read, and its reports are gone. What shall happen to its products?</p>
          <RadioGroup
            aria-label="Its products"
            value={products}
            onValueChange={(value) => setProducts(value as typeof products)}
          >
            <RadioCard value="keep" label="Keep them" hint="As they are now; prices no longer follow." />
            <RadioCard value="hide" label="Hide them" hint="No chatbot offers them any more." />
          </RadioGroup>
        </div>
      }
      confirmLabel="Delete feed"
      destructive
      onConfirm={remove}
    />
  );
}
