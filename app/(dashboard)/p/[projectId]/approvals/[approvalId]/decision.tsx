"use client";

import { Check, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { MAX_REASON_LENGTH } from "@/lib/approvals/values";
import { approveAction, refuseAction } from "./actions";

interface DecisionProps {
  projectId: string;
  approvalId: string;
  /** Names the difference that stands on the page; nothing else is approved. */
  seen: string;
  clientName: string;
}

/** Approves or refuses the change on the page. */
export function Decision({ projectId, approvalId, seen, clientName }: DecisionProps) {
  const router = useRouter();
  const [error, setError] = useState<string>();
  const [pending, startTransition] = useTransition();

  function approve() {
    startTransition(async () => {
      const result = await approveAction(projectId, { approval_id: approvalId, seen }).catch(() => null);
      if (result?.ok) return setError(undefined);
      setError(
        result
          ? errorText(result.error)
          : "That did not reach the server. Check your connection and try again.",
      );
      // The difference may be another now, or somebody else may have decided.
      router.refresh();
    });
  }

  return (
    <div className="grid gap-3">
      <FormError message={error} />
      <div className="flex flex-wrap gap-2 max-sm:*:flex-1">
        <Button onClick={approve} pending={pending}>
          <Check /> Approve
        </Button>
        <RefuseDialog
          projectId={projectId}
          approvalId={approvalId}
          clientName={clientName}
          disabled={pending}
        />
      </div>
    </div>
  );
}

function RefuseDialog(props: Omit<DecisionProps, "seen"> & { disabled: boolean }) {
  const { projectId, approvalId, clientName, disabled } = props;
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="outline" disabled={disabled}>
          <X /> Refuse
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Refuse this change?</DialogTitle>
          <DialogDescription>Nothing is changed. {clientName} learns your reason.</DialogDescription>
        </DialogHeader>
        <ActionForm
          action={(input: { reason?: string }) =>
            refuseAction(projectId, { ...input, approval_id: approvalId })
          }
          onSuccess={() => setOpen(false)}
        >
          {({ pending, errorOf }) => (
            <>
              <Field label="Reason" required={false} error={errorOf("reason")}>
                {(control) => (
                  <Input {...control} name="reason" maxLength={MAX_REASON_LENGTH} autoComplete="off" />
                )}
              </Field>
              <DialogFooter>
                <DialogClose asChild>
                  <Button variant="outline" disabled={pending}>
                    Cancel
                  </Button>
                </DialogClose>
                <Button type="submit" pending={pending}>
                  Refuse change
                </Button>
              </DialogFooter>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
