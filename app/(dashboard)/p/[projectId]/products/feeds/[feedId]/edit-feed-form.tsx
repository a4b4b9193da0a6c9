"use client";

import type { z } from "zod";
import { FeedFields } from "@/components/feeds/feed-fields";
import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { useToast } from "@/components/ui/toast";
import type { FeedView, updateFeedInput } from "@/lib/feeds/schema";
import { updateFeedAction } from "../actions";

interface EditFeedFormProps {
  projectId: string;
  feed: FeedView;
  onDone: () => void;
}

export function EditFeedForm({ projectId, feed, onDone }: EditFeedFormProps) {
  const toast = useToast();
  return (
    <ActionForm<z.input<typeof updateFeedInput>, FeedView>
      action={(input) => updateFeedAction(projectId, input)}
      extra={{ feed_id: feed.id }}
      onSuccess={() => {
        toast({ title: "Saved" });
        onDone();
      }}
    >
      {({ pending, errorOf }) => (
        <>
          <FeedFields errorOf={errorOf} feed={feed} />
          <SubmitOrCancel pending={pending}>Save</SubmitOrCancel>
        </>
      )}
    </ActionForm>
  );
}
