"use client";

import type { z } from "zod";
import { ActionForm } from "@/components/forms/action-form";
import { FIELD_LABELS, REFRESH_LABELS } from "@/components/knowledge/words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
import type { SourceDetail, updateSourceInput } from "@/lib/knowledge/schema";
import { updateSourceAction } from "../actions";

interface EditSourceFormProps {
  projectId: string;
  /** Without its text when that can't be changed here. */
  source: Omit<SourceDetail, "body"> & { body?: string };
  /** Most characters of each. */
  limits: { title: number; body: number };
}

/** Title and text of a source, and how often a web page is read. */
export function EditSourceForm({ projectId, source, limits }: EditSourceFormProps) {
  const toast = useToast();
  const labels = FIELD_LABELS[source.kind];
  return (
    <ActionForm<z.input<typeof updateSourceInput>, SourceDetail>
      action={(input) => updateSourceAction(projectId, input)}
      extra={{ source_id: source.id }}
      onSuccess={() => toast({ title: "Saved", description: "Chatbots learn it in a moment." })}
    >
      {({ pending, errorOf }) => (
        <>
          <Field label={labels.title} error={errorOf("title")} required>
            {(control) => (
              <Input
                {...control}
                name="title"
                defaultValue={source.title}
                maxLength={limits.title}
                autoComplete="off"
              />
            )}
          </Field>
          {source.body !== undefined && (
            <Field label={labels.body} error={errorOf("body")} required>
              {(control) => (
                <Textarea
                  {...control}
                  name="body"
                  dir="auto"
                  rows={source.kind === "document" ? 24 : 12}
                  defaultValue={source.body}
                  maxLength={limits.body}
                />
              )}
            </Field>
          )}
          {source.refresh !== null && (
            <Field label="Read it again" error={errorOf("refresh")} required>
              {(control) => (
                <NativeSelect {...control} name="refresh" defaultValue={source.refresh ?? "never"}>
                  <Options of={Object.entries(REFRESH_LABELS)} />
                </NativeSelect>
              )}
            </Field>
          )}
          <div className="flex justify-end">
            <SubmitButton pending={pending}>Save</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
