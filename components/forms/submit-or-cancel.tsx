"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogFooter } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";

/** The buttons below a form in a dialog; the children name the act. */
export function SubmitOrCancel({ pending, children }: { pending: boolean; children: ReactNode }) {
  return (
    <DialogFooter>
      <DialogClose asChild>
        <Button variant="outline">Cancel</Button>
      </DialogClose>
      <SubmitButton pending={pending}>{children}</SubmitButton>
    </DialogFooter>
  );
}
