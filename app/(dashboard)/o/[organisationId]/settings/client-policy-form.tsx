"use client";

import { type FormEvent, useState, useTransition } from "react";
import { errorText, fieldErrors } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";
import { SubmitButton } from "@/components/ui/submit-button";
import { useToast } from "@/components/ui/toast";
import type { ClientPolicy, ClientPolicyPreview, ClientPolicyView } from "@/lib/organisations/schema";
import type { PublicError } from "@/lib/web/schema";
import { previewClientPolicyAction, setClientPolicyAction } from "./actions";
import { ClientList } from "./client-list";

interface ClientPolicyFormProps {
  organisationId: string;
  view: ClientPolicyView;
}

/** Which apps may connect. Before it is saved, what it would stop is said. */
export function ClientPolicyForm({ organisationId, view }: ClientPolicyFormProps) {
  const [policy, setPolicy] = useState(view.policy);
  const [allowed, setAllowed] = useState<ReadonlySet<string>>(new Set(view.allowed_clients));
  const [added, setAdded] = useState("");
  const [membersMayWrite, setMembersMayWrite] = useState(view.members_may_write);
  const [preview, setPreview] = useState<ClientPolicyPreview>();
  const [error, setError] = useState<PublicError>();
  const [pending, startTransition] = useTransition();
  const toast = useToast();

  const wanted: ClientPolicy = {
    policy,
    allowed_clients: [...allowed],
    members_may_write: membersMayWrite,
  };

  function allow(clientId: string, isAllowed: boolean) {
    const next = new Set(allowed);
    if (isAllowed) next.add(clientId);
    else next.delete(clientId);
    setAllowed(next);
  }

  function add() {
    const id = added.trim();
    if (id !== "") allow(id, true);
    setAdded("");
  }

  async function save(): Promise<string | undefined> {
    const result = await setClientPolicyAction(organisationId, wanted);
    if (!result.ok) return errorText(result.error);
    setError(undefined);
    toast({ title: "Policy saved" });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    startTransition(async () => {
      const result = await previewClientPolicyAction(organisationId, wanted);
      setError(result.ok ? undefined : result.error);
      if (!result.ok) return;
      if (result.data.stops + result.data.becomes_readonly > 0) return setPreview(result.data);
      const problem = await save();
      if (problem) toast({ title: "That did not work", description: problem, variant: "error" });
    });
  }

  const listErrors = error?.problems
    .filter(({ path }) => path.startsWith("allowed_clients"))
    .map(({ message }) => message);
  const isToldByList = (listErrors?.length ?? 0) > 0 && policy === "listed";
  return (
    <form onSubmit={submit} className="grid gap-5">
      <FormError message={error && !isToldByList ? errorText(error) : undefined} />
      <RadioGroup
        aria-label="Which apps may connect"
        value={policy}
        onValueChange={(value) => setPolicy(value as ClientPolicy["policy"])}
      >
        <RadioCard value="all" label="Every app" hint="Whoever may approve an app decides." />
        <RadioCard
          value="verified"
          label="Verified apps only"
          hint="Apps that prove who they are, such as Claude and ChatGPT on the web, and those the operator set up. Apps on a person's own computer can't prove it."
        />
        <RadioCard value="listed" label="Only apps on a list" hint="Those that you pick below." />
      </RadioGroup>
      {policy === "listed" && (
        <div className="grid gap-3 rounded-lg border p-3">
          <ClientList clients={view.clients} allowed={allowed} onChange={allow} />
          <Field
            label="Add an app by its id"
            required={false}
            hint="For example the address of its description, https://claude.ai/oauth/claude-code-client-metadata"
            error={listErrors ?? fieldErrors(error, "allowed_clients")}
          >
            {(control) => (
              <div className="flex gap-2">
                <Input
                  {...control}
                  value={added}
                  maxLength={500}
                  autoComplete="off"
                  className="min-w-0 flex-1"
                  onChange={(event) => setAdded(event.target.value)}
                  onKeyDown={(event) => {
                    if (event.key !== "Enter") return;
                    event.preventDefault();
                    add();
                  }}
                />
                <Button variant="outline" onClick={add} disabled={added.trim() === ""}>
                  Add
                </Button>
              </div>
            )}
          </Field>
        </div>
      )}
      <Field
        layout="inline"
        label="Members may let an assistant change things"
        hint="Without it, what agents approve only reads. Owners and admins may always grant changes."
      >
        {(control) => (
          <Checkbox
            id={control.id}
            aria-describedby={control["aria-describedby"]}
            checked={membersMayWrite}
            onCheckedChange={(state) => setMembersMayWrite(state === true)}
          />
        )}
      </Field>
      <div>
        <SubmitButton pending={pending}>Save policy</SubmitButton>
      </div>
      <ConfirmDialog
        open={preview !== undefined}
        onOpenChange={(open) => !open && setPreview(undefined)}
        title="Save this policy?"
        description={preview && <Consequences preview={preview} />}
        confirmLabel="Save policy"
        destructive
        onConfirm={save}
      />
    </form>
  );
}

function Consequences({ preview }: { preview: ClientPolicyPreview }) {
  return (
    <ul className="grid gap-1">
      {preview.stops > 0 && (
        <li>
          <strong className="font-medium text-foreground">{counted(preview.stops)}</strong> stop working at
          the next request. They go on when the policy allows them again.
        </li>
      )}
      {preview.becomes_readonly > 0 && (
        <li>
          <strong className="font-medium text-foreground">{counted(preview.becomes_readonly)}</strong> can
          only look things up from then on.
        </li>
      )}
    </ul>
  );
}

function counted(connections: number): string {
  return connections === 1 ? "1 connection" : `${connections} connections`;
}
