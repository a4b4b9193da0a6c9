"use client";

import { formatCount } from "@/components/format/count";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { confirmRemovalAction } from "../actions";

interface ConfirmRemovalProps {
  projectId: string;
  feedId: string;
  count: number;
}

export function ConfirmRemoval({ projectId, feedId, count }: ConfirmRemovalProps) {
  const toast = useToast();

  async function confirm(): Promise<string | undefined> {
    const result = await confirmRemovalAction(projectId, { feed_id: feedId });
    if (!result.ok) return errorText(result.error);
    toast({ title: "Hidden", description: "Your chatbots no longer offer them." });
  }

  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm">
          Hide them
        </Button>
      }
      title={`Hide ${formatCount(count)} products?`}
      description="They are no longer found in chats. Each one that the feed has again later is shown again."
      confirmLabel="Hide products"
      destructive
      onConfirm={confirm}
    />
  );
}
