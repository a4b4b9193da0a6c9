"use client";

import { type ReactNode, useState, useTransition } from "react";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";

export interface ConfirmDialogProps {
  /** The button that asks the question. Leave it out when `open` is steered from outside. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  /** What will happen, and whether it can be undone. */
  description: ReactNode;
  /** Names the act: "Revoke connection", not "OK". */
  confirmLabel: string;
  destructive?: boolean;
  /** The person must type this word first; for acts that can't be undone. */
  typeToConfirm?: string;
  /** Runs on confirmation. A returned text is shown as the error and keeps the question open. */
  onConfirm: () => Promise<string | undefined>;
}

/** Asks before something that matters, and stays open while it runs and until the page shows it. */
export function ConfirmDialog({
  trigger,
  open: steered,
  onOpenChange,
  title,
  description,
  confirmLabel,
  destructive = false,
  typeToConfirm,
  onConfirm,
}: ConfirmDialogProps) {
  const [own, setOwn] = useState(false);
  const [pending, startTransition] = useTransition();
  const [error, setError] = useState<string>();
  const [typed, setTyped] = useState("");
  const open = steered ?? own;

  function setOpen(next: boolean) {
    if (pending) return;
    setError(undefined);
    setTyped("");
    setOwn(next);
    onOpenChange?.(next);
  }

  function confirm() {
    setError(undefined);
    startTransition(async () => {
      try {
        const problem = await onConfirm();
        if (typeof problem === "string") return setError(problem);
      } catch {
        return setError("That did not work. Check your connection and try again.");
      }
      // Closed together with what it changed on the page.
      startTransition(() => {
        setTyped("");
        setOwn(false);
        onOpenChange?.(false);
      });
    });
  }

  return (
    <AlertDialog open={open} onOpenChange={setOpen}>
      {trigger && <AlertDialogTrigger asChild>{trigger}</AlertDialogTrigger>}
      <AlertDialogContent>
        <div className="grid gap-1">
          <AlertDialogTitle>{title}</AlertDialogTitle>
          <AlertDialogDescription asChild>
            <div>{description}</div>
          </AlertDialogDescription>
        </div>
        {typeToConfirm && (
          <Field
            label={
              <>
                Type <span className="font-mono">{typeToConfirm}</span> to confirm
              </>
            }
          >
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
        <FormError message={error} />
        <AlertDialogFooter>
          <AlertDialogCancel asChild>
            <Button variant="outline" disabled={pending}>
              Cancel
            </Button>
          </AlertDialogCancel>
          <Button
            variant={destructive ? "destructive" : "default"}
            pending={pending}
            disabled={typeToConfirm !== undefined && typed.trim() !== typeToConfirm}
            onClick={confirm}
          >
            {confirmLabel}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
