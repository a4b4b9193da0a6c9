"use server";

import { previewClientPolicy } from "@/lib/organisations/preview-client-policy";
import { renameOrganisation } from "@/lib/organisations/rename";
import { renameOrganisationInput, setClientPolicyInput } from "@/lib/organisations/schema";
import { setClientPolicy } from "@/lib/organisations/set-client-policy";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const renameOrganisationAction = defineOrganisationAction(renameOrganisationInput, renameOrganisation);
export const setClientPolicyAction = defineOrganisationAction(setClientPolicyInput, setClientPolicy);
export const previewClientPolicyAction = defineOrganisationAction(setClientPolicyInput, previewClientPolicy);
