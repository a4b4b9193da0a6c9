"use client";

import { useState } from "react";
import { PermissionChoices } from "@/components/consent/permission-choices";
import { ToolList } from "@/components/consent/tool-list";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";
import { useToast } from "@/components/ui/toast";
import { type Access, type GrantablePermission, isReading, type Tier } from "@/lib/auth/values";
import type { ConnectionDetail } from "@/lib/connections/schema";
import { type ToolSummary, verdictOn } from "@/lib/mcp/schema";
import { narrowConnectionAction } from "../actions";

interface NarrowFormProps {
  organisationId: string;
  connection: ConnectionDetail;
  /** Nothing can be changed any more. */
  isOver: boolean;
  tier: Tier;
  /** Those it may be narrowed to; empty when it is for one already. */
  projects: readonly { id: string; name: string }[];
  tools: readonly ToolSummary[];
}

/** What a connection may do, to be lessened, with the tools that are left at each moment. */
export function NarrowForm(props: NarrowFormProps) {
  const { organisationId, connection, isOver, tier, projects, tools } = props;
  const [access, setAccess] = useState<Access>(connection.access);
  const [projectId, setProjectId] = useState(connection.project?.id ?? "");
  const [chosen, setChosen] = useState<ReadonlySet<GrantablePermission>>(new Set(connection.permissions));
  const toast = useToast();

  const offered = connection.permissions.filter((name) => access === "full" || isReading(name));
  const left = offered.filter((name) => chosen.has(name));
  const entriesOf = (permissions: readonly GrantablePermission[], isReadonly: boolean) => {
    const effective = permissions.filter((name) => connection.effective_permissions.includes(name));
    const granted = { permissions: new Set(effective), tier, isReadonly };
    return tools
      .map((tool) => ({ tool, verdict: verdictOn(tool, granted) }))
      .filter(({ verdict }) => verdict !== "hidden");
  };
  const before = entriesOf(connection.permissions, connection.only_reads);
  const after = entriesOf(left, connection.only_reads || access === "readonly");
  const project = projects.find(({ id }) => id === projectId);
  const isChanged =
    access !== connection.access || project !== undefined || left.length < connection.permissions.length;

  function choose(name: GrantablePermission, isChosen: boolean) {
    const next = new Set(chosen);
    if (isChosen) next.add(name);
    else next.delete(name);
    setChosen(next);
  }

  async function narrow(): Promise<string | undefined> {
    const result = await narrowConnectionAction(organisationId, {
      connection_id: connection.id,
      ...(access !== connection.access && { access: "readonly" as const }),
      ...(project && { project_id: project.id }),
      permissions: left,
    });
    if (!result.ok) return errorText(result.error);
    toast({ title: `${connection.label} may do less now` });
  }

  return (
    <fieldset disabled={isOver} className="grid min-w-0 items-start gap-6 md:grid-cols-[1fr_15rem]">
      <legend className="sr-only">What it may do</legend>
      <div className="grid min-w-0 gap-5">
        {projects.length > 0 && !isOver ? (
          <Field label="Project" className="max-w-sm">
            {(control) => (
              <NativeSelect
                {...control}
                value={projectId}
                onChange={(event) => setProjectId(event.target.value)}
              >
                <option value="">All projects, also later ones</option>
                <Options of={projects.map(({ id, name }) => [id, `Only ${name}`])} />
              </NativeSelect>
            )}
          </Field>
        ) : (
          <p className="text-sm">
            <span className="text-muted-foreground">Project:</span>{" "}
            {connection.project?.name ?? "All projects, also later ones"}
          </p>
        )}
        {connection.access === "full" ? (
          <RadioGroup
            aria-label="Access"
            className="sm:grid-cols-2"
            value={access}
            disabled={isOver}
            onValueChange={(value) => setAccess(value as Access)}
          >
            <RadioCard value="readonly" label="Read only" hint="It can look things up." />
            <RadioCard
              value="full"
              label="Read and change"
              hint="It can also change what is allowed below."
            />
          </RadioGroup>
        ) : (
          <p className="text-sm">
            <span className="text-muted-foreground">Access:</span> Read only
          </p>
        )}
        <PermissionChoices
          names={offered}
          chosen={chosen}
          toolCount={(name) => tools.filter(({ permission }) => permission === name).length}
          onChange={choose}
        />
        {!isOver && (
          <div className="grid justify-items-start gap-2">
            <ConfirmDialog
              trigger={<Button disabled={!isChanged || left.length === 0}>Take away…</Button>}
              title={`Let ${connection.label} do less?`}
              description={
                <>
                  From its next request on {connection.client_name} has {counted(after.length)} instead of{" "}
                  {before.length}
                  {project ? ` and sees ${project.name} only` : ""}. This can't be given back here: for that,
                  connect the app again.
                </>
              }
              confirmLabel="Take away"
              destructive
              onConfirm={narrow}
            />
            {left.length === 0 && (
              <p className="text-muted-foreground text-sm">
                Leave at least one permission, or revoke the connection.
              </p>
            )}
          </div>
        )}
      </div>
      <div className="md:sticky md:top-6">
        <ToolList entries={after} />
      </div>
    </fieldset>
  );
}

function counted(tools: number): string {
  return tools === 1 ? "1 tool" : `${tools} tools`;
}
