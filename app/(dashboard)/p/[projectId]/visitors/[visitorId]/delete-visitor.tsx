"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { sentence } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { deleteVisitorAction } from "../actions";

interface DeleteVisitorProps {
  projectId: string;
  visitorId: string;
  name: string;
  /** What goes, in words: "2 conversations". */
  things: readonly string[];
}

/** Asks before a visitor is deleted, and says what goes and what stays. */
export function DeleteVisitor({ projectId, visitorId, name, things }: DeleteVisitorProps) {
  const router = useRouter();
  const toast = useToast();
  return (
    <ConfirmDialog
      trigger={
        <Button variant="destructive-outline">
          <Trash2 /> Delete
        </Button>
      }
      title={`Delete ${name} and everything of theirs?`}
      description={
        <div className="grid gap-2">
          <p>This can't be undone. For good goes what is kept of this person:</p>
          <ul className="list-disc pl-5">
            <li>name, contact details and attributes</li>
            {things.map((thing) => (
              <li key={thing}>{thing}</li>
            ))}
          </ul>
          <p>
            Your figures stay as they are: they count conversations and tell of nobody. The audit log keeps
            that a visitor was deleted, by whom and when. If you import the same history again, the person
            comes back.
          </p>
        </div>
      }
      confirmLabel="Delete for good"
      typeToConfirm="delete"
      destructive
      onConfirm={async () => {
        const result = await deleteVisitorAction(projectId, { visitor_id: visitorId });
        if (!result.ok) return sentence(result.error);
        toast({ title: "Deleted", description: "Nothing of this visitor is kept any more." });
        router.replace(routes.project(projectId).visitors);
        return undefined;
      }}
    />
  );
}
