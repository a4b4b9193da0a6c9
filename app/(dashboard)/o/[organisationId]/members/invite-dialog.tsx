"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { ROLE_LABELS } from "@/components/people/role-labels";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Role } from "@/lib/auth/values";
import type { NewInvitationView } from "@/lib/people/schema";
import { inviteMemberAction } from "./actions";

export interface InviteDialogProps {
  organisationId: string;
  /** Roles the person may give. */
  roles: readonly Role[];
  /** Whether invitations go out by e-mail. */
  canMail: boolean;
}

/** Makes an invitation link and shows it once. */
export function InviteDialog({ organisationId, roles, canMail }: InviteDialogProps) {
  const [open, setOpen] = useState(false);
  const [invitation, setInvitation] = useState<NewInvitationView>();

  function change(next: boolean) {
    setOpen(next);
    if (next) setInvitation(undefined);
  }

  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button>
          <UserPlus /> Invite member
        </Button>
      </DialogTrigger>
      <DialogContent>
        {invitation ? (
          <>
            <DialogHeader>
              <DialogTitle>
                {invitation.is_mailed ? "The invitation is on its way" : "Send this link"}
              </DialogTitle>
              <DialogDescription>
                {invitation.is_mailed &&
                  `We send it to ${invitation.email} by e-mail; you can also pass the link on yourself. `}
                It works once, within 7 days
                {invitation.email ? `, for ${invitation.email} only` : ", for whoever opens it"}. It is not
                shown again.
              </DialogDescription>
            </DialogHeader>
            <CopyField label="Invitation link" value={invitation.url} />
            <DialogFooter>
              <DialogClose asChild>
                <Button>Done</Button>
              </DialogClose>
            </DialogFooter>
          </>
        ) : (
          <>
            <DialogHeader>
              <DialogTitle>Invite member</DialogTitle>
              <DialogDescription>
                {canMail
                  ? "With an e-mail address we send the link; otherwise you pass it on yourself."
                  : "You get a link and send it to the person yourself."}
              </DialogDescription>
            </DialogHeader>
            <ActionForm
              action={inviteMemberAction.bind(null, organisationId)}
              optional={["email"]}
              onSuccess={setInvitation}
            >
              {({ errorOf, pending }) => (
                <>
                  <Field label="Role" error={errorOf("role")}>
                    {(control) => (
                      <NativeSelect {...control} name="role" defaultValue="agent">
                        <Options
                          of={roles.map((role) => {
                            const { title, hint } = ROLE_LABELS[role];
                            return [role, `${title}: ${hint.toLowerCase()}`];
                          })}
                        />
                      </NativeSelect>
                    )}
                  </Field>
                  <Field
                    label="E-mail"
                    required={false}
                    hint="When given, only this address can accept."
                    error={errorOf("email")}
                  >
                    {(control) => (
                      <Input {...control} name="email" type="email" autoComplete="off" spellCheck={false} />
                    )}
                  </Field>
                  <DialogFooter>
                    <SubmitButton pending={pending}>Create link</SubmitButton>
                  </DialogFooter>
                </>
              )}
            </ActionForm>
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}
