"use client";

import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MAX_LABEL_LENGTH } from "@/lib/connections/values";
import { renameConnectionAction } from "./actions";

interface RenameDialogProps {
  organisationId: string;
  connectionId: string;
  label: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameDialog({ organisationId, connectionId, label, open, onOpenChange }: RenameDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Rename connection</DialogTitle>
          <DialogDescription>What the connection may do stays as it is.</DialogDescription>
        </DialogHeader>
        <ActionForm
          action={renameConnectionAction.bind(null, organisationId)}
          extra={{ connection_id: connectionId }}
          onSuccess={() => onOpenChange(false)}
        >
          {({ errorOf, pending }) => (
            <>
              <Field label="Name" error={errorOf("label")} required>
                {(control) => (
                  <Input
                    {...control}
                    name="label"
                    defaultValue={label}
                    maxLength={MAX_LABEL_LENGTH}
                    autoComplete="off"
                  />
                )}
              </Field>
              <SubmitOrCancel pending={pending}>Rename</SubmitOrCancel>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
