"use client";

import { ActionForm } from "@/components/forms/action-form";
import { FIELD_LABELS } from "@/components/knowledge/words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
import {
  MAX_BODY_LENGTH,
  MAX_TITLE_LENGTH,
  type SourceDetail,
  type UpdateSourceInput,
} from "@/lib/knowledge/schema";
import { updateSourceAction } from "../actions";

/** Title and text of a source, to be changed. */
export function EditSourceForm({ projectId, source }: { projectId: string; source: SourceDetail }) {
  const toast = useToast();
  const labels = FIELD_LABELS[source.kind];
  return (
    <ActionForm<UpdateSourceInput, SourceDetail>
      action={(input) => updateSourceAction(projectId, input)}
      extra={{ source_id: source.id }}
      onSuccess={() => toast({ title: "Saved", description: "Chatbots learn it when they are retrained." })}
    >
      {({ pending, errorOf }) => (
        <>
          <Field label={labels.title} error={errorOf("title")} required>
            {(control) => (
              <Input
                {...control}
                name="title"
                defaultValue={source.title}
                maxLength={MAX_TITLE_LENGTH}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={labels.body} error={errorOf("body")} required>
            {(control) => (
              <Textarea
                {...control}
                name="body"
                dir="auto"
                rows={source.kind === "document" ? 24 : 12}
                defaultValue={source.body}
                maxLength={MAX_BODY_LENGTH}
              />
            )}
          </Field>
          <div className="flex justify-end">
            <SubmitButton pending={pending}>Save</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
