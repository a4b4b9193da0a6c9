"use client";

import { type FormEvent, useState, useTransition } from "react";
import { EndDate, endsAt, NO_END } from "@/components/consent/end-date";
import { errorText, fieldErrors } from "@/components/forms/error-text";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import type { PublicError } from "@/lib/web/schema";
import { setEndDateAction } from "./actions";

interface EndDateDialogProps {
  organisationId: string;
  connectionId: string;
  /** ISO 8601 UTC. */
  expiresAt: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function EndDateDialog(props: EndDateDialogProps) {
  const { organisationId, connectionId, expiresAt, open, onOpenChange } = props;
  const [end, setEnd] = useState(() =>
    expiresAt === null ? NO_END : { span: "date" as const, day: expiresAt.slice(0, 10) },
  );
  const [error, setError] = useState<PublicError>();
  const [pending, startTransition] = useTransition();

  function save(event: FormEvent) {
    event.preventDefault();
    startTransition(async () => {
      const result = await setEndDateAction(organisationId, {
        connection_id: connectionId,
        expires_at: endsAt(end),
      });
      if (!result.ok) return setError(result.error);
      startTransition(() => {
        setError(undefined);
        onOpenChange(false);
      });
    });
  }

  const dateErrors = fieldErrors(error, "expires_at");
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <form onSubmit={save} className="grid gap-4">
          <DialogHeader>
            <DialogTitle>End date</DialogTitle>
            <DialogDescription>
              From that day on the connection gets nothing, and the app has to be connected anew.
            </DialogDescription>
          </DialogHeader>
          <FormError message={error && dateErrors.length === 0 ? errorText(error) : undefined} />
          <EndDate value={end} error={dateErrors[0]} onChange={setEnd} />
          <SubmitOrCancel pending={pending}>Save</SubmitOrCancel>
        </form>
      </DialogContent>
    </Dialog>
  );
}
