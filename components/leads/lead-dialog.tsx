"use client";

import { type ReactNode, useState } from "react";
import type { LeadFormProps } from "@/components/leads/lead-form";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { onDemand } from "@/components/ui/on-demand";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";

// Most visits to a page need no form.
const LeadForm = onDemand(
  () => import("@/components/leads/lead-form").then((file) => file.LeadForm),
  <Skeleton className="h-64" />,
);

export interface LeadDialogProps extends Omit<LeadFormProps, "onSaved"> {
  title: string;
  description: string;
  doneMessage: string;
  /** The button that opens the dialog. */
  children: ReactNode;
}

/** Contact details of somebody who is interested. */
export function LeadDialog({ title, description, doneMessage, children, ...form }: LeadDialogProps) {
  const [open, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{title}</DialogTitle>
          <DialogDescription>{description}</DialogDescription>
        </DialogHeader>
        <LeadForm
          {...form}
          onSaved={() => {
            setOpen(false);
            toast({ title: doneMessage });
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
