"use client";

import { type FormEvent, useState } from "react";
import { errorText, fieldErrors } from "@/components/forms/error-text";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";
import type { CreatedApiKey } from "@/lib/api-keys/schema";
import { MAX_KEY_NAME_LENGTH } from "@/lib/api-keys/values";
import type { PublicError } from "@/lib/web/schema";
import { createApiKeyAction } from "./actions";
import { KEY_ENDS, keyEnd } from "./key-end";

interface CreateKeyFormProps {
  organisationId: string;
  projects: readonly { id: string; name: string }[];
  onCreated: (created: CreatedApiKey) => void;
}

export function CreateKeyForm({ organisationId, projects, onCreated }: CreateKeyFormProps) {
  const [access, setAccess] = useState<"readonly" | "full">("readonly");
  const [end, setEnd] = useState("");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<PublicError>();

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    setPending(true);
    const result = await createApiKeyAction(organisationId, {
      name: text("name"),
      access,
      project_id: text("project") || null,
      expires_at: keyEnd(end, text("day"), new Date()),
    });
    setPending(false);
    if (result.ok) onCreated(result.data);
    else setError(result.error);
  }

  const nameErrors = fieldErrors(error, "name");
  const endErrors = fieldErrors(error, "expires_at");
  const isShownAtFields = nameErrors.length + endErrors.length > 0;
  return (
    <form onSubmit={create} className="grid gap-4">
      <FormError message={error && !isShownAtFields ? errorText(error) : undefined} />
      <Field label="Name" hint="What it is for, such as “Weekly report”." error={nameErrors} required>
        {(control) => <Input {...control} name="name" maxLength={MAX_KEY_NAME_LENGTH} autoComplete="off" />}
      </Field>
      <div className="grid gap-1.5">
        <span id="key-access" className="font-medium text-sm">
          Access
        </span>
        <RadioGroup
          aria-labelledby="key-access"
          value={access}
          onValueChange={(next) => setAccess(next === "full" ? "full" : "readonly")}
          className="sm:grid-cols-2"
        >
          <RadioCard value="readonly" label="Read-only" hint="Look things up, change nothing." />
          <RadioCard value="full" label="Full access" hint="May also change things." />
        </RadioGroup>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Project">
          {(control) => (
            <NativeSelect {...control} name="project">
              <option value="">All projects</option>
              <Options of={projects.map((project) => [project.id, project.name])} />
            </NativeSelect>
          )}
        </Field>
        <Field label="Ends" error={end === "date" ? undefined : endErrors}>
          {(control) => (
            <NativeSelect {...control} value={end} onChange={(event) => setEnd(event.target.value)}>
              <Options of={KEY_ENDS.map((choice) => [choice.value, choice.label])} />
            </NativeSelect>
          )}
        </Field>
        {end === "date" && (
          <Field
            label="Last day"
            hint="Until its end, in UTC."
            error={endErrors}
            required
            className="sm:col-start-2"
          >
            {(control) => <Input {...control} type="date" name="day" />}
          </Field>
        )}
      </div>
      <SubmitOrCancel pending={pending}>Create key</SubmitOrCancel>
    </form>
  );
}
