"use client";

import { useOptimistic, useTransition } from "react";
import { sentence } from "@/components/forms/action-form";
import { ROLE_LABELS } from "@/components/people/role-labels";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { useToast } from "@/components/ui/toast";
import type { Role } from "@/lib/auth/values";
import type { MemberView } from "@/lib/people/schema";
import { changeRoleAction } from "./actions";

export interface RoleSelectProps {
  organisationId: string;
  member: MemberView;
  roles: readonly Role[];
}

/** A member's role. It stays enabled while it is saved: what is disabled loses the keyboard's focus. */
export function RoleSelect({ organisationId, member, roles }: RoleSelectProps) {
  const [role, setRole] = useOptimistic<Role>(member.role);
  const [pending, startTransition] = useTransition();
  const toast = useToast();

  function change(next: Role) {
    startTransition(async () => {
      setRole(next);
      const result = await changeRoleAction(organisationId, { user_id: member.user_id, role: next }).catch(
        () => null,
      );
      if (result?.ok) {
        toast({ title: `${member.name} is now ${ROLE_LABELS[next].title.toLowerCase()}` });
        return;
      }
      toast({
        title: "The role was not changed",
        description: result ? sentence(result.error) : "Check your connection and try again.",
        variant: "error",
      });
    });
  }

  return (
    <NativeSelect
      aria-label={`Role of ${member.name}`}
      value={role}
      aria-busy={pending}
      onChange={(event) => change(event.target.value as Role)}
      className="w-32"
    >
      <Options of={roles.map((option) => [option, ROLE_LABELS[option].title])} />
    </NativeSelect>
  );
}
