"use server";

import { createApiKey } from "@/lib/api-keys/create";
import { revokeApiKey } from "@/lib/api-keys/revoke";
import { createApiKeyInput, keyUrlInput, revokeApiKeyInput } from "@/lib/api-keys/schema";
import { turnOffKeyUrl } from "@/lib/api-keys/turn-off-url";
import { turnOnKeyUrl } from "@/lib/api-keys/turn-on-url";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const createApiKeyAction = defineOrganisationAction(createApiKeyInput, createApiKey);
export const revokeApiKeyAction = defineOrganisationAction(revokeApiKeyInput, revokeApiKey);
export const turnOnKeyUrlAction = defineOrganisationAction(keyUrlInput, turnOnKeyUrl);
export const turnOffKeyUrlAction = defineOrganisationAction(keyUrlInput, turnOffKeyUrl);
