"use client";

import { useRouter } from "next/navigation";
import type { z } from "zod";
import { FeedFields } from "@/components/feeds/feed-fields";
import { ActionForm } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogFooter } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";
import type { createFeedInput, FeedView } from "@/lib/feeds/schema";
import { createFeedAction } from "../actions";

interface AddFeedFormProps {
  projectId: string;
  onDone: () => void;
}

export function AddFeedForm({ projectId, onDone }: AddFeedFormProps) {
  const router = useRouter();
  return (
    <ActionForm<z.input<typeof createFeedInput>, FeedView>
      action={(input) => createFeedAction(projectId, input)}
      onSuccess={(feed) => {
        onDone();
        router.push(routes.project(projectId).feed(feed.id));
      }}
    >
      {({ pending, errorOf }) => (
        <>
          <FeedFields errorOf={errorOf} />
          <DialogFooter>
            <DialogClose asChild>
              <Button variant="outline">Cancel</Button>
            </DialogClose>
            <SubmitButton pending={pending}>Add feed</SubmitButton>
          </DialogFooter>
        </>
      )}
    </ActionForm>
  );
}
