"use client";

import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import type { ConnectingClient } from "@/lib/connections/schema";

interface ClientListProps {
  clients: readonly ConnectingClient[];
  allowed: ReadonlySet<string>;
  onChange: (clientId: string, isAllowed: boolean) => void;
}

/** Apps that are connected or on the list, to be picked. */
export function ClientList({ clients, allowed, onChange }: ClientListProps) {
  const known = new Set(clients.map(({ client_id }) => client_id));
  const added = [...allowed].filter((id) => !known.has(id));
  const all = [
    ...clients,
    ...added.map((id) => ({ client_id: id, name: id, is_verified: false, connections: 0 })),
  ];
  if (all.length === 0) {
    return (
      <p className="text-muted-foreground text-sm">
        No app is connected yet, and none is on the list: nobody could connect one. Add the first by its id.
      </p>
    );
  }
  return (
    <fieldset className="grid gap-2.5">
      <legend className="mb-2 font-medium text-sm">Apps that may connect</legend>
      {all.map(({ client_id: id, name, is_verified: isVerified, connections }) => (
        <Field
          key={id}
          layout="inline"
          label={
            <span className="flex flex-wrap items-center gap-1.5">
              <span className="min-w-0 break-all">{name}</span>
              {isVerified && <Badge variant="success">Verified</Badge>}
            </span>
          }
          hint={
            <span className="break-all">
              {connections === 1 ? "1 connection" : `${connections} connections`}
              {name !== id && `, ${id}`}
            </span>
          }
        >
          {(control) => (
            <Checkbox
              id={control.id}
              aria-describedby={control["aria-describedby"]}
              checked={allowed.has(id)}
              onCheckedChange={(state) => onChange(id, state === true)}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
