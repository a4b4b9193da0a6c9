"use client";

import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { errorText, fieldErrors } from "@/components/forms/error-text";
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
import { SubmitButton } from "@/components/ui/submit-button";
import { MAX_LABEL_LENGTH } from "@/lib/connections/schema";
import type { PublicError } from "@/lib/web/schema";
import { renameConnectionAction } from "./actions";

interface RenameConnectionButtonProps {
  projectId: string;
  connectionId: string;
  label: string;
}

export function RenameConnectionButton({ projectId, connectionId, label }: RenameConnectionButtonProps) {
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<PublicError>();

  async function rename(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const next = String(new FormData(event.currentTarget).get("label") ?? "");
    setPending(true);
    const result = await renameConnectionAction(projectId, { connection_id: connectionId, label: next });
    setPending(false);
    setError(result.ok ? undefined : result.error);
    if (result.ok) setOpen(false);
  }

  const labelErrors = fieldErrors(error, "label");
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setError(undefined);
      }}
    >
      <DialogTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Rename ${label}`} title="Rename">
          <Pencil />
        </Button>
      </DialogTrigger>
      <DialogContent>
        <form onSubmit={rename} className="grid gap-4">
          <DialogHeader>
            <DialogTitle>Rename connection</DialogTitle>
            <DialogDescription>What the connection may do stays as it is.</DialogDescription>
          </DialogHeader>
          <FormError message={error && labelErrors.length === 0 ? errorText(error) : undefined} />
          <Field label="Name" error={labelErrors} required>
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
        </form>
      </DialogContent>
    </Dialog>
  );
}
