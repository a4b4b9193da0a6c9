"use client";

import { type ReactNode, useState } from "react";
import { ActionForm, type FormState } from "@/components/forms/action-form";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { useToast } from "@/components/ui/toast";
import type { ChatbotUpdate } from "@/lib/chatbots/schema";
import type { ActionResult } from "@/lib/web/schema";

type FormFields = Record<string, string>;

interface ChangeFormProps {
  title: string;
  description?: ReactNode;
  /** The values that the fields begin with, by name. */
  initial: FormFields;
  /** Gets the fields that the person changed. */
  save: (changed: FormFields) => Promise<ActionResult<ChatbotUpdate>>;
  onSaved?: (update: ChatbotUpdate) => void;
  children: (state: FormState) => ReactNode;
}

/**
 * A card with some settings of a chatbot. Only what was changed in this form is sent, so that saving one setting never
 * takes back what somebody else did to another in the meantime.
 */
export function ChangeForm({ title, description, initial, save, onSaved, children }: ChangeFormProps) {
  const toast = useToast();
  const [saved, setSaved] = useState(initial);
  const [hints, setHints] = useState<readonly string[]>([]);

  async function send(fields: FormFields): Promise<ActionResult<ChatbotUpdate | null>> {
    // Browsers send CR LF at the end of a line.
    const current = Object.entries(fields).map(([name, value]) => [name, value.replace(/\r\n?/g, "\n")]);
    const changed: FormFields = Object.fromEntries(
      current.filter(([name, value]) => name !== undefined && saved[name] !== value),
    );
    if (Object.keys(changed).length === 0) return { ok: true, data: null };
    const result = await save(changed);
    if (result.ok) setSaved({ ...saved, ...changed });
    return result;
  }

  function tell(update: ChatbotUpdate | null) {
    if (update === null || update.changes.length === 0) return toast({ title: "Nothing to save" });
    setHints(update.hints);
    onSaved?.(update);
    toast({ title: "Saved", description: "It takes effect at once. History can undo it." });
  }

  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        {description && <CardDescription>{description}</CardDescription>}
      </CardHeader>
      <CardContent>
        <ActionForm<FormFields, ChatbotUpdate | null> action={send} onSuccess={tell}>
          {(state) => (
            <>
              {children(state)}
              {hints.map((hint) => (
                <Alert key={hint} variant="warning" live>
                  {hint}
                </Alert>
              ))}
              <div>
                <SubmitButton pending={state.pending} aria-label={`Save ${title.toLowerCase()}`}>
                  Save
                </SubmitButton>
              </div>
            </>
          )}
        </ActionForm>
      </CardContent>
    </Card>
  );
}
