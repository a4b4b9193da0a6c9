"use client";

import { ActionForm } from "@/components/forms/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { signInWithLinkAction } from "./actions";

export interface ContinueFormProps {
  token: string;
  /** A path of this installation, already checked. */
  next: string;
}

/** The press that signs in: opening the link's page alone uses nothing up. */
export function ContinueForm({ token, next }: ContinueFormProps) {
  return (
    // A full load: nothing of a session before may stay in the router's memory.
    <ActionForm
      action={signInWithLinkAction}
      extra={{ token }}
      onSuccess={() => window.location.assign(next)}
    >
      {({ pending }) => (
        <SubmitButton size="lg" pending={pending} className="w-full">
          Sign in
        </SubmitButton>
      )}
    </ActionForm>
  );
}
