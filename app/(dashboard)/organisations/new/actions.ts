"use server";

import { requirePerson } from "@/lib/auth/session";
import { createOrganisation } from "@/lib/organisations/create";
import { createOrganisationInput } from "@/lib/organisations/schema";
import { defineAction } from "@/lib/web/define-action";

export const createOrganisationAction = defineAction(createOrganisationInput, createOrganisation, {
  caller: requirePerson,
});
