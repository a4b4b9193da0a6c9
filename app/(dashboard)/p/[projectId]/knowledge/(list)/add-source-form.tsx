"use client";

import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { FIELD_LABELS } from "@/components/knowledge/words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { CreateSourceInput, SourceDetail, SourceKind } from "@/lib/knowledge/schema";
import { MAX_BODY_LENGTH, MAX_TITLE_LENGTH } from "@/lib/knowledge/values";
import { createSourceAction } from "../actions";

const WORDS: Record<SourceKind, { button: string; titleHint: string; bodyHint: string; example: string }> = {
  custom: {
    button: "Add question",
    titleHint: "As customers ask it. One question each; add another for other words if you like.",
    bodyHint: "What the chatbot should answer, in whole sentences.",
    example: "Do you deliver to Norway?",
  },
  document: {
    button: "Add text",
    titleHint: "What the text is about.",
    bodyHint: "Paste it here. Lines that begin with # are headings, which help chatbots find the right part.",
    example: "Returns policy",
  },
};

interface AddSourceFormProps {
  projectId: string;
  kind: SourceKind;
  onAdded: (source: SourceDetail) => void;
}

/** A question with its answer, or a text. */
export function AddSourceForm({ projectId, kind, onAdded }: AddSourceFormProps) {
  const labels = FIELD_LABELS[kind];
  const words = WORDS[kind];
  return (
    <ActionForm<CreateSourceInput, SourceDetail>
      action={(input) => createSourceAction(projectId, input)}
      extra={{ kind }}
      onSuccess={onAdded}
    >
      {({ pending, errorOf }) => (
        <>
          <Field label={labels.title} hint={words.titleHint} error={errorOf("title")} required>
            {(control) => (
              <Input
                {...control}
                name="title"
                maxLength={MAX_TITLE_LENGTH}
                autoComplete="off"
                placeholder={words.example}
                dir="auto"
              />
            )}
          </Field>
          <Field label={labels.body} hint={words.bodyHint} error={errorOf("body")} required>
            {(control) => (
              <Textarea
                {...control}
                name="body"
                rows={kind === "document" ? 10 : 6}
                maxLength={MAX_BODY_LENGTH}
                dir="auto"
              />
            )}
          </Field>
          <SubmitOrCancel pending={pending}>{words.button}</SubmitOrCancel>
        </>
      )}
    </ActionForm>
  );
}
