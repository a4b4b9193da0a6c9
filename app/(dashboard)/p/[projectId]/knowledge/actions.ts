"use server";

import { createSource } from "@/lib/knowledge/create-source";
import { createWebPage } from "@/lib/knowledge/create-web-page";
import { deleteSource } from "@/lib/knowledge/delete-source";
import { importGuidelines } from "@/lib/knowledge/import-guidelines";
import { refreshWebPage } from "@/lib/knowledge/refresh-web-page";
import {
  createSourceInput,
  createWebPageInput,
  importGuidelinesInput,
  retrainChatbotInput,
  sourceInput,
  updateSourceInput,
} from "@/lib/knowledge/schema";
import { startTraining } from "@/lib/knowledge/start-training";
import { updateSource } from "@/lib/knowledge/update-source";
import { defineProjectAction } from "@/lib/web/define-action";

export const createSourceAction = defineProjectAction(createSourceInput, createSource);
export const createWebPageAction = defineProjectAction(createWebPageInput, createWebPage);
export const refreshWebPageAction = defineProjectAction(sourceInput, refreshWebPage);
export const updateSourceAction = defineProjectAction(updateSourceInput, updateSource);
export const deleteSourceAction = defineProjectAction(sourceInput, deleteSource);
export const importGuidelinesAction = defineProjectAction(importGuidelinesInput, importGuidelines);
export const retrainChatbotAction = defineProjectAction(retrainChatbotInput, startTraining);
