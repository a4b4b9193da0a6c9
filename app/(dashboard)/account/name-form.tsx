"use client";

import { ActionForm } from "@/components/forms/action-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useToast } from "@/components/ui/toast";
import { updateNameAction } from "./actions";

export function NameForm({ name }: { name: string }) {
  const toast = useToast();
  return (
    <ActionForm action={updateNameAction} onSuccess={() => toast({ title: "Name saved" })}>
      {({ errorOf, pending }) => (
        <>
          <Field label="Name" hint="Other members see it." error={errorOf("name")} className="max-w-sm">
            {(control) => <Input {...control} name="name" autoComplete="name" defaultValue={name} />}
          </Field>
          <div>
            <SubmitButton pending={pending}>Save name</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
