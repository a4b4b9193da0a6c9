"use client";

import { type FormEvent, type ReactNode, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";
import { Separator } from "@/components/ui/separator";
import { type GrantablePermission, isReading, PRESETS, type PresetName } from "@/lib/auth/values";
import { MAX_LABEL_LENGTH } from "@/lib/connections/values";
import type { ToolSummary } from "@/lib/mcp/schema";
import type {
  AnsweredRequest,
  ApproveRequestInput,
  ConsentView,
  RefuseRequestInput,
} from "@/lib/oauth/schema";
import type { ActionResult, PublicError } from "@/lib/web/schema";
import { AsksFirst } from "./asks-first";
import {
  grantable,
  grantedPermissions,
  initialChoices,
  organisationOf,
  presetOf,
  resultingTools,
  whyReadonly,
} from "./choices";
import { ClientFacts } from "./client-facts";
import { EndDate, endsAt, NO_END } from "./end-date";
import { NotAllowed } from "./not-allowed";
import { OrganisationChoice } from "./organisation-choice";
import { PermissionChoices } from "./permission-choices";
import { RefuseButton } from "./refuse-button";
import { ToolList } from "./tool-list";

export interface ConsentFormProps {
  view: ConsentView;
  person: { userId: string; email: string; name: string };
  tools: readonly ToolSummary[];
  approve: (input: ApproveRequestInput) => Promise<ActionResult<AnsweredRequest>>;
  refuse: (input: RefuseRequestInput) => Promise<ActionResult<AnsweredRequest>>;
  switchAccount: () => Promise<void>;
}

/** Asks a person what an app may do, and shows at each moment what that comes to. */
export function ConsentForm({ view, person, tools, approve, refuse, switchAccount }: ConsentFormProps) {
  const [choices, setChoices] = useState(() => initialChoices(view));
  const [isCustom, setIsCustom] = useState(view.requested !== null);
  const [end, setEnd] = useState(NO_END);
  const [label, setLabel] = useState("");
  const [asksFirst, setAsksFirst] = useState(false);
  const [problem, setProblem] = useState<PublicError>();
  const [pending, startTransition] = useTransition();

  const organisation = organisationOf(view, choices);
  const reason = whyReadonly(view, organisation);
  const access = reason === null ? choices.access : "readonly";
  const offered = grantable(organisation).filter((name) => access === "full" || isReading(name));
  const permissions = grantedPermissions(choices, organisation, access);
  const preset = isCustom ? "custom" : presetOf(choices.permissions);
  const problemOf = (path: string) => problem?.problems.find((entry) => entry.path === path)?.message;

  function choosePreset(name: string) {
    setIsCustom(name === "custom");
    if (name !== "custom")
      setChoices({ ...choices, permissions: new Set(PRESETS[name as PresetName].permissions) });
  }

  function choosePermission(name: GrantablePermission, isChosen: boolean) {
    const chosen = new Set(choices.permissions);
    if (isChosen) chosen.add(name);
    else chosen.delete(name);
    setIsCustom(presetOf(chosen) === "custom");
    setChoices({ ...choices, permissions: chosen });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    startTransition(async () => {
      const result = await approve({
        uid: view.uid,
        shown_to: person.userId,
        organisation_id: organisation.id,
        project_id: choices.projectId,
        access,
        permissions,
        label,
        expires_at: endsAt(end),
        asks_first: asksFirst && access === "full",
      });
      // Not a redirect of the form: the content policy keeps forms on this site, and the app's address is another.
      if (result.ok) window.location.assign(result.data.continue_at);
      else setProblem(result.error);
    });
  }

  const organisationChoice = (
    <OrganisationChoice
      organisations={view.organisations}
      chosen={organisation.id}
      error={problemOf("organisation_id")}
      onChange={(organisationId) =>
        setChoices({ ...choices, organisationId, projectId: view.pinnedProjectId })
      }
    />
  );
  const head = (
    <>
      <ClientFacts client={view.client} />
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-muted/60 px-3 py-2 text-sm">
        <span className="min-w-0 break-words">
          Signed in as <strong className="font-medium">{person.email}</strong>
        </span>
        <Button variant="link" size="sm" onClick={() => startTransition(switchAccount)}>
          Switch account
        </Button>
      </p>
      <Separator />
    </>
  );
  if (!organisation.letsClientConnect) {
    return (
      <div className="grid grid-cols-1 gap-6">
        {head}
        {view.organisations.length > 1 && organisationChoice}
        <NotAllowed uid={view.uid} client={view.client} organisation={organisation} refuse={refuse} />
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-6">
      {head}
      <div className="grid items-start gap-6 md:grid-cols-[1fr_15rem]">
        <div className="grid min-w-0 gap-6">
          <div className="grid gap-4 sm:grid-cols-2">
            {organisationChoice}
            <Field
              label="Project"
              hint={view.pinnedProjectId === null ? undefined : "The connection address is for this project."}
              error={problemOf("project_id")}
            >
              {(control) => (
                <NativeSelect
                  {...control}
                  name="project"
                  value={choices.projectId ?? ""}
                  onChange={(event) => setChoices({ ...choices, projectId: event.target.value || null })}
                >
                  {view.pinnedProjectId === null && <option value="">All projects, also later ones</option>}
                  <Options
                    of={organisation.projects
                      .filter(({ id }) => view.pinnedProjectId === null || id === view.pinnedProjectId)
                      .map(({ id, name }) => [id, name])}
                  />
                </NativeSelect>
              )}
            </Field>
          </div>
          <Group legend="Access" hint={reason}>
            <RadioGroup
              aria-label="Access"
              className="sm:grid-cols-2"
              value={access}
              onValueChange={(value) => setChoices({ ...choices, access: value as "full" | "readonly" })}
            >
              <RadioCard value="readonly" label="Read only" hint="The app can look things up." />
              <RadioCard
                value="full"
                label="Read and change"
                hint="The app can also change what you allow below."
                disabled={reason !== null}
              />
            </RadioGroup>
            {access === "full" && (
              <div className="mt-3 px-3">
                <AsksFirst checked={asksFirst} onChange={setAsksFirst} />
              </div>
            )}
          </Group>
          <Group legend="Permissions">
            <RadioGroup
              aria-label="Preset"
              className="mb-4 sm:grid-cols-2"
              value={preset}
              onValueChange={choosePreset}
            >
              {Object.entries(PRESETS).map(([name, { title, hint }]) => (
                <RadioCard key={name} value={name} label={title} hint={hint} />
              ))}
              <RadioCard value="custom" label="Custom" hint="Your own choice, one by one" />
            </RadioGroup>
            <PermissionChoices
              names={offered}
              chosen={choices.permissions}
              toolCount={(name) => tools.filter(({ permission }) => permission === name).length}
              onChange={choosePermission}
            />
          </Group>
          <div className="grid gap-4 sm:grid-cols-2">
            <EndDate value={end} error={problemOf("expires_at")} onChange={setEnd} />
            <Field label="Name of the connection" required={false} error={problemOf("label")}>
              {(control) => (
                <Input
                  {...control}
                  name="label"
                  maxLength={MAX_LABEL_LENGTH}
                  placeholder={view.client.name}
                  value={label}
                  onChange={(event) => setLabel(event.target.value)}
                />
              )}
            </Field>
          </div>
        </div>
        <div className="md:sticky md:top-6">
          <ToolList entries={resultingTools(tools, permissions, access, organisation)} />
        </div>
      </div>
      <Separator />
      <div className="grid gap-3">
        <FormError message={problem && [problem.message, problem.nextStep].filter(Boolean).join(" ")} />
        {permissions.length === 0 && (
          <p className="text-muted-foreground text-sm">Choose at least one permission.</p>
        )}
        <div className="grid gap-2 sm:grid-cols-2">
          <RefuseButton uid={view.uid} action={refuse} />
          <Button
            type="submit"
            size="lg"
            pending={pending}
            disabled={permissions.length === 0}
            className="max-sm:order-first"
          >
            Allow
          </Button>
        </div>
        <p className="text-muted-foreground text-xs">
          You can end this connection at any time under Integrations. It never may do more than you yourself.
        </p>
      </div>
    </form>
  );
}

function Group({ legend, hint, children }: { legend: string; hint?: string | null; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-medium text-sm">{legend}</legend>
      {hint && <p className="mb-2 text-muted-foreground text-xs">{hint}</p>}
      {children}
    </fieldset>
  );
}
