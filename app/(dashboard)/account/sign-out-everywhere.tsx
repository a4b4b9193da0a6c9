"use client";

import { sentence } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { signOutEverywhereAction } from "./actions";

export function SignOutEverywhere() {
  return (
    <ConfirmDialog
      trigger={<Button variant="destructive-outline">Sign out everywhere</Button>}
      title="Sign out everywhere?"
      description="Every browser where you are signed in is signed out at once, this one too."
      confirmLabel="Sign out everywhere"
      destructive
      onConfirm={async () => {
        const result = await signOutEverywhereAction({});
        if (!result.ok) return sentence(result.error);
        window.location.assign(routes.signIn);
        return undefined;
      }}
    />
  );
}
