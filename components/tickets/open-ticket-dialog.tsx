"use client";

import { TicketPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { routes } from "@/components/shell/routes";
import type { TicketFields, TicketFormProps } from "@/components/tickets/ticket-form";
import { Button, type ButtonProps } from "@/components/ui/button";
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
import type { TicketView } from "@/lib/tickets/schema";
import type { ActionResult } from "@/lib/web/schema";

// Most visits to a page need no form.
const TicketForm = onDemand(
  () => import("@/components/tickets/ticket-form").then((file) => file.TicketForm),
  <Skeleton className="h-96" />,
);

export interface OpenTicketDialogProps extends Pick<TicketFormProps, "members" | "conversation"> {
  projectId: string;
  action: (projectId: string, input: TicketFields) => Promise<ActionResult<TicketView>>;
  label?: string;
  variant?: ButtonProps["variant"];
  /** Whether it is open from the start. */
  startsOpen?: boolean;
}

/** Asks what a new ticket is about, and leads to it. */
export function OpenTicketDialog({
  projectId,
  action,
  members,
  label = "New ticket",
  variant,
  conversation,
  startsOpen = false,
}: OpenTicketDialogProps) {
  const [open, setOpen] = useState(startsOpen);
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant={variant}>
          <TicketPlus /> {label}
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-lg">
        <DialogHeader>
          <DialogTitle>Open a ticket</DialogTitle>
          <DialogDescription>
            {conversation
              ? "It stays linked to this conversation."
              : "For what a customer asked by phone, e-mail or in person."}
          </DialogDescription>
        </DialogHeader>
        <TicketForm
          members={members}
          action={(input) => action(projectId, input)}
          conversation={conversation}
          onOpened={(id) => {
            setOpen(false);
            router.push(routes.project(projectId).ticket(id));
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
