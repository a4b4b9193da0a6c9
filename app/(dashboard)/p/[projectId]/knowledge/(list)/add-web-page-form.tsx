"use client";

import type { z } from "zod";
import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { REFRESH_LABELS } from "@/components/knowledge/words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import type { createWebPageInput, SourceDetail } from "@/lib/knowledge/schema";
import { MAX_URL_LENGTH, REFRESHES } from "@/lib/knowledge/values";
import { createWebPageAction } from "../actions";

interface AddWebPageFormProps {
  projectId: string;
  onAdded: (source: SourceDetail) => void;
}

/** The address of a page, and how often it is read. */
export function AddWebPageForm({ projectId, onAdded }: AddWebPageFormProps) {
  return (
    <ActionForm<z.input<typeof createWebPageInput>, SourceDetail>
      action={(input) => createWebPageAction(projectId, input)}
      onSuccess={onAdded}
    >
      {({ pending, errorOf }) => (
        <>
          <Field
            label="Address"
            hint="One page that anybody can open: HTML, PDF or text. Menus and footers are left out."
            error={errorOf("url")}
            required
          >
            {(control) => (
              <Input
                {...control}
                name="url"
                type="url"
                inputMode="url"
                maxLength={MAX_URL_LENGTH}
                autoComplete="off"
                placeholder="https://www.example.com/help/returns"
              />
            )}
          </Field>
          <Field label="Read it again" error={errorOf("refresh")} required>
            {(control) => (
              <NativeSelect {...control} name="refresh" defaultValue="weekly">
                <Options of={REFRESHES.map((refresh) => [refresh, REFRESH_LABELS[refresh]])} />
              </NativeSelect>
            )}
          </Field>
          <SubmitOrCancel pending={pending}>Add page</SubmitOrCancel>
        </>
      )}
    </ActionForm>
  );
}
