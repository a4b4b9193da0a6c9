"use client";

import { ActionForm } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";
import { acceptInvitationAction, switchAccountAction } from "./actions";

/** For somebody who is signed in: one press. */
export function AcceptForm({ token, organisationName }: { token: string; organisationName: string }) {
  return (
    <ActionForm
      action={acceptInvitationAction}
      extra={{ token }}
      onSuccess={({ organisationId }) => window.location.assign(routes.organisation(organisationId).projects)}
    >
      {({ pending }) => (
        <>
          <SubmitButton size="lg" pending={pending} className="w-full">
            Join {organisationName}
          </SubmitButton>
          <Button
            variant="ghost"
            onClick={async () => {
              await switchAccountAction({});
              window.location.reload();
            }}
          >
            Use another account
          </Button>
        </>
      )}
    </ActionForm>
  );
}
