"use server";

import { removeModelProvider } from "@/lib/model-providers/remove";
import { saveModelProvider } from "@/lib/model-providers/save";
import { modelProviderInput, saveModelProviderInput } from "@/lib/model-providers/schema";
import { testModelProvider } from "@/lib/model-providers/test-connection";
import { defineOrganisationAction } from "@/lib/web/define-action";

export const saveModelProviderAction = defineOrganisationAction(saveModelProviderInput, saveModelProvider);
export const removeModelProviderAction = defineOrganisationAction(modelProviderInput, removeModelProvider);
export const testModelProviderAction = defineOrganisationAction(modelProviderInput, testModelProvider);
