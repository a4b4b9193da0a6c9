"use client";

import { useOptimistic, useTransition } from "react";
import { sentence } from "@/components/forms/action-form";
import { assigneeName } from "@/components/tickets/words";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { useToast } from "@/components/ui/toast";
import type { TicketView } from "@/lib/tickets/schema";
import { assignTicketAction } from "../actions";

interface AssigneeSelectProps {
  projectId: string;
  ticketId: string;
  assignee: TicketView["assignee"];
  members: readonly { user_id: string; name: string }[];
}

export function AssigneeSelect({ projectId, ticketId, assignee, members }: AssigneeSelectProps) {
  const [shown, setShown] = useOptimistic(assignee?.user_id ?? "");
  const [pending, startTransition] = useTransition();
  const toast = useToast();

  function change(next: string) {
    startTransition(async () => {
      setShown(next);
      const result = await assignTicketAction(projectId, { ticket_id: ticketId, assignee_id: next || null });
      if (result.ok) {
        toast({ title: `Assigned to ${assigneeName(result.data.assignee).replace(/^Nobody$/, "nobody")}` });
        return;
      }
      toast({ title: "The ticket was not assigned", description: sentence(result.error), variant: "error" });
    });
  }

  const isGone = assignee !== null && !members.some(({ user_id }) => user_id === assignee.user_id);
  return (
    <NativeSelect
      aria-label="Assigned to"
      value={shown}
      aria-busy={pending}
      onChange={(event) => change(event.target.value)}
    >
      <option value="">Nobody</option>
      {isGone && <option value={assignee.user_id}>{assigneeName(assignee)}</option>}
      <Options of={members.map((member) => [member.user_id, member.name])} />
    </NativeSelect>
  );
}
