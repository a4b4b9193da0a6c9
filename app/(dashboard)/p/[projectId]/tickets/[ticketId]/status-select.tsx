"use client";

import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { sentence } from "@/components/forms/action-form";
import { STATUS_LABELS } from "@/components/tickets/words";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { useToast } from "@/components/ui/toast";
import type { TicketStatus } from "@/lib/tickets/schema";
import { TICKET_STATUSES } from "@/lib/tickets/values";
import { changeTicketStatusAction } from "../actions";

interface StatusSelectProps {
  projectId: string;
  ticketId: string;
  status: TicketStatus;
}

export function StatusSelect({ projectId, ticketId, status }: StatusSelectProps) {
  const [shown, setShown] = useOptimistic(status);
  const [pending, startTransition] = useTransition();
  const toast = useToast();
  const router = useRouter();

  function change(next: TicketStatus) {
    const before = shown;
    startTransition(async () => {
      setShown(next);
      const result = await changeTicketStatusAction(projectId, {
        ticket_id: ticketId,
        status: next,
        from_status: before,
      });
      if (result.ok) {
        toast({ title: `The ticket is ${STATUS_LABELS[next].toLowerCase()}` });
        return;
      }
      toast({ title: "The status was not changed", description: sentence(result.error), variant: "error" });
      // Somebody else may have changed it: show what it is by now.
      router.refresh();
    });
  }

  return (
    <NativeSelect
      aria-label="Status"
      value={shown}
      aria-busy={pending}
      onChange={(event) => change(event.target.value as TicketStatus)}
    >
      <Options of={TICKET_STATUSES.map((name) => [name, STATUS_LABELS[name]])} />
    </NativeSelect>
  );
}
