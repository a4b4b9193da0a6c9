"use server";

import { renameOrganisation } from "@/lib/organisations/rename";
import { renameOrganisationInput } from "@/lib/organisations/schema";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const renameOrganisationAction = defineOrganisationAction(renameOrganisationInput, renameOrganisation);
