"use server";

import { createApiKey } from "@/lib/api-keys/create";
import { revokeApiKey } from "@/lib/api-keys/revoke";
import { createApiKeyInput, revokeApiKeyInput } from "@/lib/api-keys/schema";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const createApiKeyAction = defineOrganisationAction(createApiKeyInput, createApiKey);
export const revokeApiKeyAction = defineOrganisationAction(revokeApiKeyInput, revokeApiKey);
