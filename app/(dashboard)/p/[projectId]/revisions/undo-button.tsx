"use client";

import { Undo2 } from "lucide-react";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { undoRevisionAction } from "./actions";

interface UndoButtonProps {
  projectId: string;
  revisionId: string;
  /** The change as a sentence, such as "Ana changed instructions". */
  what: string;
}

/** Puts back what a change replaced, after asking. A refusal is shown in the question and says which change stands in the way. */
export function UndoButton({ projectId, revisionId, what }: UndoButtonProps) {
  const toast = useToast();

  async function undo(): Promise<string | undefined> {
    const result = await undoRevisionAction(projectId, { revision_id: revisionId });
    if (!result.ok) return errorText(result.error);
    toast({ title: "Change undone", description: "It takes effect at once, and can be undone in turn." });
  }

  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm" aria-label={`Undo: ${what}`}>
          <Undo2 /> Undo
        </Button>
      }
      title="Undo this change?"
      description={<>{what}. What was there before comes back at once, also for visitors.</>}
      confirmLabel="Undo change"
      onConfirm={undo}
    />
  );
}
