"use server";

import { changeRole } from "@/lib/people/change-role";
import { inviteMember } from "@/lib/people/invite";
import { removeMember } from "@/lib/people/remove-member";
import { revokeInvitation } from "@/lib/people/revoke-invitation";
import {
  changeRoleInput,
  inviteMemberInput,
  removeMemberInput,
  revokeInvitationInput,
} from "@/lib/people/schema";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const inviteMemberAction = defineOrganisationAction(inviteMemberInput, inviteMember);

export const revokeInvitationAction = defineOrganisationAction(revokeInvitationInput, revokeInvitation);

export const changeRoleAction = defineOrganisationAction(changeRoleInput, changeRole);

export const removeMemberAction = defineOrganisationAction(removeMemberInput, removeMember);
