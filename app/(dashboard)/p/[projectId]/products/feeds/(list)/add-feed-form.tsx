"use client";

import { useRouter } from "next/navigation";
import type { z } from "zod";
import { FeedFields } from "@/components/feeds/feed-fields";
import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { routes } from "@/components/shell/routes";
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
          <SubmitOrCancel pending={pending}>Add feed</SubmitOrCancel>
        </>
      )}
    </ActionForm>
  );
}
