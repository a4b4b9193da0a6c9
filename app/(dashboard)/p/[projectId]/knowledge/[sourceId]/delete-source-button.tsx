"use client";

import { useRouter } from "next/navigation";
import { errorText } from "@/components/forms/error-text";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { deleteSourceAction } from "../actions";

interface DeleteSourceButtonProps {
  projectId: string;
  sourceId: string;
  title: string;
}

export function DeleteSourceButton({ projectId, sourceId, title }: DeleteSourceButtonProps) {
  const router = useRouter();
  const toast = useToast();

  async function remove(): Promise<string | undefined> {
    const result = await deleteSourceAction(projectId, { source_id: sourceId });
    if (!result.ok) return errorText(result.error);
    toast({ title: "Deleted", description: `No chatbot answers from “${title}” any more.` });
    router.push(routes.project(projectId).knowledge);
  }

  return (
    <ConfirmDialog
      trigger={<Button variant="destructive-outline">Delete</Button>}
      title={`Delete “${title}”?`}
      description="Every chatbot stops answering from it at once. This can't be undone."
      confirmLabel="Delete source"
      destructive
      onConfirm={remove}
    />
  );
}
