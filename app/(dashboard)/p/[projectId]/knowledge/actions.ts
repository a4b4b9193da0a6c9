"use server";

import { createSource } from "@/lib/knowledge/create-source";
import { deleteSource } from "@/lib/knowledge/delete-source";
import { importGuidelines } from "@/lib/knowledge/import-guidelines";
import {
  createSourceInput,
  importGuidelinesInput,
  retrainChatbotInput,
  sourceInput,
  updateSourceInput,
} from "@/lib/knowledge/schema";
import { startTraining } from "@/lib/knowledge/start-training";
import { updateSource } from "@/lib/knowledge/update-source";
import { defineProjectAction } from "@/lib/web/define-action";

export const createSourceAction = defineProjectAction(createSourceInput, createSource);
export const updateSourceAction = defineProjectAction(updateSourceInput, updateSource);
export const deleteSourceAction = defineProjectAction(sourceInput, deleteSource);
export const importGuidelinesAction = defineProjectAction(importGuidelinesInput, importGuidelines);
export const retrainChatbotAction = defineProjectAction(retrainChatbotInput, startTraining);
