"use client";

import { ActionForm } from "@/components/forms/action-form";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
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
              <DialogFooter>
                <DialogClose asChild>
                  <Button variant="outline">Cancel</Button>
                </DialogClose>
                <SubmitButton pending={pending}>Rename</SubmitButton>
              </DialogFooter>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
