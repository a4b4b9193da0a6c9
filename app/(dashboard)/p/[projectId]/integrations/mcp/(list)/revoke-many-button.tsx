"use client";

import { useState } from "react";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { useToast } from "@/components/ui/toast";
import type { ConnectionGroups, RevokeConnectionsInput } from "@/lib/connections/schema";
import { revokeConnectionsAction } from "../actions";

interface RevokeManyButtonProps {
  organisationId: string;
  groups: ConnectionGroups;
  /** Whether connections of several people are listed. */
  seesAll: boolean;
}

interface Choice {
  value: string;
  label: string;
  connections: number;
  input: RevokeConnectionsInput;
}

/** Ends all connections of an app, of a person, or all there are. */
export function RevokeManyButton({ organisationId, groups, seesAll }: RevokeManyButtonProps) {
  const clients: Choice[] = groups.clients.map(({ client_id, name, connections }) => ({
    value: `client ${client_id}`,
    label: name,
    connections,
    input: { of: "client", client_id },
  }));
  const members: Choice[] = groups.members.map(({ user_id, name, connections }) => ({
    value: `member ${user_id}`,
    label: name,
    connections,
    input: { of: "member", user_id },
  }));
  const all: Choice = {
    value: "all",
    label: seesAll ? "All of the organisation" : "All of yours",
    connections: groups.total,
    input: { of: "all" },
  };
  const choices = [...clients, ...(seesAll ? members : []), all];
  const [value, setValue] = useState(choices[0]?.value);
  const chosen = choices.find((choice) => choice.value === value) ?? all;
  const toast = useToast();

  async function revoke(): Promise<string | undefined> {
    const result = await revokeConnectionsAction(organisationId, chosen.input);
    if (!result.ok) return errorText(result.error);
    toast({ title: `${counted(result.data.ended)} revoked` });
  }

  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm">
          End several…
        </Button>
      }
      title="End several connections?"
      description={
        <div className="grid gap-3">
          <Field label="Which">
            {(control) => (
              <NativeSelect
                {...control}
                value={chosen.value}
                onChange={(event) => setValue(event.target.value)}
              >
                <optgroup label="All of an app">
                  <Options of={clients.map(choice)} />
                </optgroup>
                {seesAll && (
                  <optgroup label="All that a person approved">
                    <Options of={members.map(choice)} />
                  </optgroup>
                )}
                <Options of={[choice(all)]} />
              </NativeSelect>
            )}
          </Field>
          <p>
            {counted(chosen.connections)} {chosen.connections === 1 ? "is" : "are"} cut off at the next
            request, also in the middle of a task. This can't be undone; to use an app again, connect it anew.
          </p>
        </div>
      }
      confirmLabel={`Revoke ${counted(chosen.connections)}`}
      destructive
      typeToConfirm={chosen === all && groups.total > 1 ? "revoke all" : undefined}
      onConfirm={revoke}
    />
  );
}

function choice({ value, label, connections }: Choice) {
  return [value, `${label} (${connections})`] as const;
}

function counted(connections: number): string {
  return connections === 1 ? "1 connection" : `${connections} connections`;
}
